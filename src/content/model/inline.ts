/**
 * Inline content, the same for storage format and ADF. A *unit* is one run of inline content (a paragraph, a heading, a
 * cell segment, a code body); its *pieces* stand in source order and know where they come from.
 */

export type MarkName = 'strong' | 'em' | 'strike' | 'code' | 'underline' | 'sub' | 'sup' | 'small' | 'kbd';

/** What addresses a thing in the view: the full normalised id, and the prefix shown once all ids of a body are known. */
export interface Handle {
  readonly id: string;
  /** Shown only on request, so it gives way where a short prefix could mean two things. */
  readonly quiet?: boolean;
  shown: string;
}

/**
 * Something that encloses inline content.
 * `mark` is `**…**` and its kin, `link` is `[…](url)`, `directive` is `:name[…]{#handle}` (`c` comment anchor, `s` styled
 * text, `link` Confluence link).
 */
export interface Tag {
  readonly syntax: 'mark' | 'link' | 'directive';
  readonly name: string;
  readonly handle?: Handle;
  /** Address of a `link`. */
  readonly url?: string;
  /** Shown after the handle in the braces, for example `card=inline`. */
  readonly attributes?: ReadonlyArray<readonly [name: string, value: string]>;
}

/** Something shown whole: `:mention[Ann]{#h}`, `<br>`, an emoji. */
export interface Atom {
  /** Directive name (`mention`, `status`, `date`, `img`, `emoji`, `x`, …), or `br`, or `glyph` for a bare emoji. */
  readonly name: string;
  readonly label: string;
  readonly handle?: Handle;
  readonly attributes?: ReadonlyArray<readonly [name: string, value: string]>;
}

/**
 * One stretch of a unit. `start` and `end` are the format's own places (storage: offsets into the body; ADF: as its
 * reader defines them). `hidden` is kept and never shown; when it opens and closes an element it has a pair.
 */
export interface Piece {
  readonly kind: 'text' | 'open' | 'close' | 'atom' | 'hidden';
  readonly start: number;
  readonly end: number;
  /** Decoded characters of `text`; empty for the rest. */
  readonly text: string;
  /** For text: the bytes are taken literally (CDATA). */
  readonly literal: boolean;
  readonly tag?: Tag;
  readonly atom?: Atom;
  /** Index of the partner of an opening or closing piece, -1 without one. */
  pair: number;
}

export interface Unit {
  /** `inline` is lexed as inline content; `code` is text to the letter, line by line. */
  readonly kind: 'inline' | 'code';
  readonly pieces: Piece[];
}
