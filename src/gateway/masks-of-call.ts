import { AppError } from '../kernel/app-error.ts';
import { markPattern } from '../operations/masked/mask-text.ts';
import type { SensitiveText } from '../operations/operation.ts';
import type { Detector } from '../policy/masking/detector.ts';
import { detectorsOf, sensitiveText } from './masking-for.ts';
import { maskError, maskOutput, maskProse, type MaskCounts } from './mask-output.ts';
import type { Standpoint } from './policy-questions.ts';

/** What one call masks, and what it has masked. Names that are given are those of detectors. */
export interface CallMasks {
  readonly counts: MaskCounts;
  /** Adds detectors whose finds never leave, whatever rules say. */
  always(names: ReadonlySet<string> | undefined): void;
  /** Raises `denied` where a detector that a rule names is not there any more. */
  of(names: ReadonlySet<string>): SensitiveText | undefined;
  /** Whatever some rule may want masked, before anybody knows which of them applies. */
  any(): SensitiveText | undefined;
  output(output: unknown, names: ReadonlySet<string>): unknown;
  /** Plain text for an approver. */
  preview(text: string, names: ReadonlySet<string>): string;
  /** What a failure quotes, masked by every rule that masks anything. */
  error(error: AppError): AppError;
}

export function masksOfCall({ governance }: Standpoint, own: readonly Detector[]): CallMasks {
  const counts: MaskCounts = new Map();
  const detectors = detectorsOf(governance, own);
  let certain: readonly Detector[] = [];
  const both = (some: readonly Detector[]): SensitiveText | undefined =>
    sensitiveText([...new Set([...some, ...certain])]);
  const of = (names: ReadonlySet<string>): SensitiveText | undefined => both(detectors.named(names));
  const any = (): SensitiveText | undefined => both(detectors.ofAnyRule());
  return {
    counts,
    always(names) {
      if (names) certain = detectors.named(names);
    },
    of,
    any,
    output(output, names) {
      const find = of(names);
      return find ? maskOutput(output, find, counts) : output;
    },
    preview(text, names) {
      const find = of(names);
      return find ? maskProse(text, find, new Map()) : text;
    },
    error(error) {
      const find = any();
      return find ? maskError(error, find, counts) : error;
    },
  };
}

/** Raises `invalid_input` for a title that was copied from a masked answer: it would be stored as it reads. */
export function refuseMarkedTitle({ title }: Readonly<Record<string, unknown>>): void {
  if (typeof title !== 'string' || title.search(markPattern) === -1) return;
  throw new AppError('invalid_input', 'The title holds a mark that stands for masked text.', {
    nextStep: 'Leave the title out to keep it as it is.',
  });
}
