import { emailDetector, phoneDetector } from './contact-detectors.ts';
import type { Detector, Span } from './detector.ts';
import { nationalIdDetector } from './national-id-detector.ts';
import { cardDetector, ibanDetector } from './payment-detectors.ts';
import { apiKeyDetector, privateKeyDetector } from './secret-detectors.ts';

/** The surest first: where two find the same stretch, the first names it. */
export const builtInDetectors: readonly Detector[] = [
  privateKeyDetector,
  apiKeyDetector,
  ibanDetector,
  cardDetector,
  nationalIdDetector,
  emailDetector,
  phoneDetector,
];

/** A stretch that has to go, and who found it. */
export interface Find extends Span {
  readonly detector: string;
}

/**
 * What the detectors find, in order and apart: stretches that overlap become one. A view of a page makes each an atom,
 * so that an edit can keep or move it and never rewrite it.
 */
export function findSensitive(text: string, detectors: readonly Detector[]): readonly Find[] {
  const finds = detectors
    .flatMap((detector) => detector.find(text).map((span): Find => ({ ...span, detector: detector.name })))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const apart: Find[] = [];
  for (const find of finds) {
    const last = apart.at(-1);
    if (!last || find.start >= last.end) apart.push(find);
    else if (find.end > last.end) apart[apart.length - 1] = { ...last, end: find.end };
  }
  return apart;
}

export interface Masked {
  readonly text: string;
  /** Finds by detector; for the record. */
  readonly counts: ReadonlyMap<string, number>;
}

/** The text with each find replaced by the name of its detector in brackets. */
export function mask(text: string, detectors: readonly Detector[]): Masked {
  const counts = new Map<string, number>();
  let masked = '';
  let from = 0;
  for (const { start, end, detector } of findSensitive(text, detectors)) {
    masked += `${text.slice(from, start)}[masked: ${detector}]`;
    from = end;
    counts.set(detector, (counts.get(detector) ?? 0) + 1);
  }
  return { text: masked + text.slice(from), counts };
}

export interface MaskedValue {
  readonly value: unknown;
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Every text in a JSON value masked, names of fields left as they are. Fields of `exempt` are copied: ids, versions and
 * cursors that the next call has to give back.
 */
export function maskValue(
  value: unknown,
  detectors: readonly Detector[],
  exempt: ReadonlySet<string>,
): MaskedValue {
  const counts = new Map<string, number>();
  const maskIn = (inner: unknown): unknown => {
    if (typeof inner === 'string') {
      const masked = mask(inner, detectors);
      for (const [name, count] of masked.counts) counts.set(name, (counts.get(name) ?? 0) + count);
      return masked.text;
    }
    if (Array.isArray(inner)) return inner.map(maskIn);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(
      Object.entries(inner).map(([key, one]) => [key, exempt.has(key) ? one : maskIn(one)]),
    );
  };
  return { value: maskIn(value), counts };
}
