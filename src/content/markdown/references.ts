import type { Env } from 'markdown-it';

/** `[label]: address` lines of a Markdown, and which of them its text uses. */
export interface References {
  /** By normalised label, as markdown-it collects them. */
  readonly byLabel: NonNullable<Env['references']>;
  /** Normalised labels that a link names. */
  readonly used: Set<string>;
}

export function createReferences(): References {
  return { byLabel: {}, used: new Set() };
}

/** The address that a written label stands for; noted as used. */
export function lookUpReference(references: References, label: string): string | undefined {
  const normalised = label.trim().replaceAll(/\s+/g, ' ').toLowerCase().toUpperCase();
  const reference = references.byLabel[normalised];
  if (reference !== undefined) references.used.add(normalised);
  return reference?.href;
}
