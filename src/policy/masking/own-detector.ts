import { readPattern } from '../linear-pattern.ts';
import { builtInNames } from './detector-names.ts';
import type { Detector, Span } from './detector.ts';

/** An expression of an administrator's own. */
export interface OwnExpression {
  readonly name: string;
  /** RE2 syntax. */
  readonly expression: string;
}

export type OwnDetectorReading =
  | { readonly ok: true; readonly detector: Detector }
  | { readonly ok: false; readonly reason: string };

/** Checked when it is saved: one that does not read, is too large or finds nothing in nothing is refused with a reason. */
export function readOwnDetector({ name, expression }: OwnExpression): OwnDetectorReading {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(name))
    return { ok: false, reason: 'The name takes small letters, digits and underscores, at most 40.' };
  if (builtInNames.includes(name))
    return { ok: false, reason: `"${name}" is the name of a built-in detector.` };
  const read = readPattern(expression);
  if (!read.ok) return read;
  if (read.pattern.matcher('').find())
    return { ok: false, reason: 'The expression matches the empty text; it has to match something.' };
  const find = (text: string): readonly Span[] => {
    const spans: Span[] = [];
    const matcher = read.pattern.matcher(text);
    while (matcher.find()) {
      const [start, end] = [matcher.start(), matcher.end()];
      if (end > start) spans.push({ start, end });
    }
    return spans;
  };
  return { ok: true, detector: { name, find } };
}
