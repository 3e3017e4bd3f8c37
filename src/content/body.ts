/** The two stored formats that are read and edited: storage format (XHTML with `ac:` and `ri:`) and ADF (a JSON string). */
export type Format = 'storage' | 'adf';

/** A stored body, to the letter. */
export interface Body {
  readonly format: Format;
  readonly value: string;
}
