import { digitsOf } from './check-digits.ts';
import { findByPatterns, type Detector } from './detector.ts';

/** Whatever is glued to either end: of a longer word the last 64 characters count as the name, which is all it may have. */
const address =
  /[\p{L}\p{N}_.+%'-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,24}/gu;

export const emailDetector: Detector = {
  name: 'email',
  find: (text) => (text.includes('@') ? findByPatterns(text, [{ pattern: address }]) : []),
};

/** 7 to 15 digits make a number that can be called (ITU-T E.164). */
const isCallable = (found: string): boolean => {
  const { length } = digitsOf(found);
  return length >= 7 && length <= 15;
};

/** `01.02.2026 10:30` is no number to call. */
const beginsWithDate = /^\(?0\d[ ./-]\d{2}[ ./-](?:19|20)\d{2}/;

export const phoneDetector: Detector = {
  name: 'phone',
  find: (text) =>
    findByPatterns(text, [
      { pattern: /(?<![\p{L}\p{N}+])\+[1-9]\d{0,2}(?:[ .()/-]{0,3}\d){5,13}(?!\d)/gu, accepts: isCallable },
      // With a trunk prefix, in groups: `0471 123 4567`, `(030) 1234-567`, `01.23.45.67.89`.
      {
        pattern: /(?<![\p{L}\p{N}.+/-])\(?0\d{1,4}\)?(?:[ ./-]\d{2,8}){1,4}(?![\d./-]{0,20}\d)/gu,
        accepts: (found) => digitsOf(found).length >= 9 && isCallable(found) && !beginsWithDate.test(found),
      },
      // North America: `(415) 555-0123`, `415-555-0123`.
      {
        pattern:
          /(?<![\p{L}\p{N}+.-])(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}(?![\p{L}\p{N}-])/gu,
      },
    ]),
};
