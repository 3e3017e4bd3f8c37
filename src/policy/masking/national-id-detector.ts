import {
  digitsOf,
  isDay,
  modulo97,
  passesLuhn,
  passesMod11And10,
  passesVerhoeff,
  weighted,
} from './check-digits.ts';
import { findByPatterns, type Detector, type PatternRule } from './detector.ts';

/**
 * Numbers of persons, each with the check its issuer defines. Where a check leaves one in ten numbers and the number has
 * no form of its own, only its official grouping counts: ids of pages are numbers too.
 */
const rules: readonly PatternRule[] = [
  // United States, social security number: no check digit; areas 000, 666 and 900 to 999 are never given out.
  { pattern: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g },
  // Spain, DNI and NIE: the letter is the number modulo 23.
  { pattern: /(?<!\w)[XYZ]?\d{7,8}-?[A-HJ-NP-TV-Z](?!\w)/g, accepts: isSpanish },
  // Italy, codice fiscale: sixteen characters, the last a check.
  { pattern: /(?<!\w)[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)/g, accepts: isItalian },
  // France, numéro de sécurité sociale: a key of two digits, 97 less the number modulo 97.
  {
    pattern:
      /(?<!\w)[12][ ]?\d{2}[ ]?(?:0[1-9]|1[0-2]|[2-9]\d)[ ]?(?:\d{2}|2[AB])[ ]?\d{3}[ ]?\d{3}[ ]?\d{2}(?!\w)/g,
    accepts: isFrench,
  },
  // Germany, Steuer-Identifikationsnummer, grouped as 12 345 678 901.
  {
    pattern: /(?<!\w)[1-9]\d \d{3} \d{3} \d{3}(?!\w)/g,
    accepts: (found) => passesMod11And10(digitsOf(found)),
  },
  // Belgium, rijksregisternummer: 85.07.30-033.28, 97 less the number modulo 97 (with a 2 before it from 2000 on).
  { pattern: /(?<!\w)\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?!\w)/g, accepts: isBelgian },
  // Poland, PESEL: a day of birth and a weighted check.
  { pattern: /(?<!\w)\d{11}(?!\w)/g, accepts: isPolish },
  // Sweden, personnummer: a day of birth, a dash, a Luhn check over the last ten digits.
  { pattern: /(?<!\w)(?:19|20)?\d{6}[-+]\d{4}(?!\w)/g, accepts: isSwedish },
  // Finland, henkilötunnus: a day of birth, a sign of the century, a check character.
  { pattern: /(?<!\w)\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?!\w)/g, accepts: isFinnish },
  // Brazil, CPF in its grouping: two weighted checks.
  { pattern: /(?<!\w)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)/g, accepts: isBrazilian },
  // India, Aadhaar in its grouping: a Verhoeff check; none begins with 0 or 1.
  {
    pattern: /(?<![\w-])[2-9]\d{3} \d{4} \d{4}(?![ -]?\w)/g,
    accepts: (found) => passesVerhoeff(digitsOf(found)),
  },
  // Canada, social insurance number in its grouping: Luhn.
  {
    pattern: /(?<![\w-])[1-79]\d{2}[ -]\d{3}[ -]\d{3}(?![ -]?\w)/g,
    accepts: (found) => passesLuhn(digitsOf(found)),
  },
  // United Kingdom, national insurance number: no check; letters that are never given out are left out.
  {
    pattern:
      /(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)/g,
  },
];

export const nationalIdDetector: Detector = {
  name: 'national_id',
  find: (text) => findByPatterns(text, rules),
};

function isSpanish(found: string): boolean {
  const compact = found.replace('-', '');
  const number = Number(compact.slice(0, -1).replace('X', '0').replace('Y', '1').replace('Z', '2'));
  const size = compact.length;
  return size === 9 && 'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(number % 23) === compact.at(-1);
}

/** Values of the characters at odd places, 0 to 9 and A to Z (Decreto ministeriale 23 dicembre 1976). */
const italianOdd = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

function isItalian(found: string): boolean {
  let sum = 0;
  for (const [index, character] of found.slice(0, 15).split('').entries()) {
    const isDigit = character >= '0' && character <= '9';
    const value = isDigit ? Number(character) : character.charCodeAt(0) - 65;
    sum += index % 2 === 0 ? (italianOdd[value] ?? 0) : value;
  }
  return String.fromCharCode(65 + (sum % 26)) === found.at(-1);
}

function isFrench(found: string): boolean {
  // Corsica's departments 2A and 2B count as 19 and 18.
  const compact = found.replaceAll(' ', '').replace('2A', '19').replace('2B', '18');
  return 97 - modulo97(compact.slice(0, 13)) === Number(compact.slice(13));
}

function isBelgian(found: string): boolean {
  const digits = digitsOf(found).join('');
  const check = Number(digits.slice(9));
  return 97 - modulo97(digits.slice(0, 9)) === check || 97 - modulo97(`2${digits.slice(0, 9)}`) === check;
}

function isPolish(found: string): boolean {
  const digits = digitsOf(found);
  const month = Number(found.slice(2, 4));
  const century = [1900, 2000, 2100, 2200, 1800][Math.floor(month / 20)];
  if (century === undefined) return false;
  return (
    isDay(century + Number(found.slice(0, 2)), month % 20, Number(found.slice(4, 6))) &&
    weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0
  );
}

function isSwedish(found: string): boolean {
  const digits = digitsOf(found).slice(-10);
  const [month, day] = [digits.slice(2, 4), digits.slice(4, 6)].map((pair) => Number(pair.join('')));
  // Coordination numbers add sixty to the day.
  return isDay(2000, month ?? 0, (day ?? 0) > 60 ? (day ?? 0) - 60 : (day ?? 0)) && passesLuhn(digits);
}

function isFinnish(found: string): boolean {
  const [day, month] = [Number(found.slice(0, 2)), Number(found.slice(2, 4))];
  const number = Number(found.slice(0, 6) + found.slice(7, 10));
  return isDay(2000, month, day) && '0123456789ABCDEFHJKLMNPRSTUVWXY'.charAt(number % 31) === found.at(-1);
}

function isBrazilian(found: string): boolean {
  const digits = digitsOf(found);
  if (new Set(digits).size === 1) return false;
  const check = (length: number) => {
    const sum = digits.slice(0, length).reduce((sum, digit, index) => sum + digit * (length + 1 - index), 0);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === digits[9] && check(10) === digits[10];
}
