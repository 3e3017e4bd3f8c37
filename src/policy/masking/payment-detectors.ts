import { digitsOf, modulo97, passesLuhn } from './check-digits.ts';
import type { Detector, Span } from './detector.ts';

/** Leading digits that card schemes use (ISO/IEC 7812 issuers in use): the check digit alone fits every tenth number. */
const scheme =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|6(?:011|5\d{2}|4[4-9]\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|(?:5018|5020|5038|6304|6759|6761|6763)\d{8,15})$/;

export const cardDetector: Detector = {
  name: 'card',
  find(text) {
    const spans: Span[] = [];
    for (const run of text.matchAll(/\d(?:[ -]?\d)*/g)) {
      if (run[0].length < 13) continue;
      // A card may stand beside other numbers: it begins and ends where a group of digits does.
      for (let from = 0; from < run[0].length;) {
        const length = cardLengthAt(run[0], from);
        if (length > 0) spans.push({ start: run.index + from, end: run.index + from + length });
        from = nextGroup(run[0], from + Math.max(length, 1));
      }
    }
    return spans;
  },
};

function nextGroup(run: string, from: number): number {
  let index = from;
  while (index < run.length && run.charAt(index) !== ' ' && run.charAt(index) !== '-') index += 1;
  return index + 1;
}

/** Length of the card number that begins there, its separators counted; 0 where there is none. */
function cardLengthAt(run: string, from: number): number {
  let digits = '';
  let longest = 0;
  for (let index = from; index < run.length && digits.length < 19; index += 1) {
    const character = run.charAt(index);
    if (character === ' ' || character === '-') continue;
    digits += character;
    const next = run.charAt(index + 1);
    const isBorder = next === '' || next === ' ' || next === '-';
    if (isBorder && digits.length >= 12 && scheme.test(digits) && passesLuhn(digitsOf(digits)))
      longest = index + 1 - from;
  }
  return longest;
}

/** Characters of an IBAN by country (SWIFT, IBAN Registry). */
const ibanLengths: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 ' +
    'FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 ' +
    'LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 ' +
    'RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

export const ibanDetector: Detector = {
  name: 'iban',
  find(text) {
    const spans: Span[] = [];
    for (const { index } of text.matchAll(/(?<![\p{L}\p{N}])[A-Za-z]{2}\d{2}/gu)) {
      const end = ibanEnd(text, index);
      if (end !== undefined) spans.push({ start: index, end });
    }
    return spans;
  },
};

function ibanEnd(text: string, start: number): number | undefined {
  const wanted = ibanLengths.get(text.slice(start, start + 2).toUpperCase());
  if (wanted === undefined) return undefined;
  let compact = '';
  let index = start;
  for (; compact.length < wanted; index += 1) {
    const character = text.charAt(index);
    if (/^[A-Za-z0-9]$/.test(character)) compact += character.toUpperCase();
    else if (character !== ' ' || text.charAt(index - 1) === ' ') return undefined;
  }
  if (/^[\p{L}\p{N}]/u.test(text.slice(index, index + 2))) return undefined;
  return modulo97(compact.slice(4) + compact.slice(0, 4)) === 1 ? index : undefined;
}
