/** A stretch of a text: `end` is the first offset after it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds one kind of what should not leave, in time proportional to the text. */
export interface Detector {
  readonly name: string;
  find(text: string): readonly Span[];
}

export interface PatternRule {
  /**
   * With the flag `g`. Every repetition is bounded, and what begins like a find begins at a border, so that no text makes
   * it go over the same characters again and again.
   */
  readonly pattern: RegExp;
  /** Whether the found text is one after all, such as by its check digit. */
  readonly accepts?: (found: string) => boolean;
}

export function findByPatterns(text: string, rules: readonly PatternRule[]): Span[] {
  return rules.flatMap(({ pattern, accepts }) => {
    const spans: Span[] = [];
    for (const match of text.matchAll(pattern))
      if (!accepts || accepts(match[0]))
        spans.push({ start: match.index, end: match.index + match[0].length });
    return spans;
  });
}
