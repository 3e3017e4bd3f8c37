/** Digits only, as numbers. */
export function digitsOf(text: string): number[] {
  return (text.match(/[0-9]/g) ?? []).map(Number);
}

/** The check of cards and of many national numbers (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: readonly number[]): boolean {
  let sum = 0;
  for (const [index, digit] of digits.toReversed().entries()) {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Digits times weights, summed. */
export function weighted(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0);
}

/** The remainder by 97 of a number of any length; letters count as 10 to 35 (ISO/IEC 7064, MOD 97-10). */
export function modulo97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

const dihedral = Array.from({ length: 10 }, (_, a) =>
  Array.from({ length: 10 }, (_, b) => {
    if (a < 5) return b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5;
    return b < 5 ? ((a - b + 5) % 5) + 5 : (a - b + 5) % 5;
  }),
);
const firstPermutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
const permutations = Array.from({ length: 8 }, (_, power) =>
  Array.from({ length: 10 }, (_, digit) => {
    let permuted = digit;
    for (let step = 0; step < power; step += 1) permuted = firstPermutation[permuted] ?? 0;
    return permuted;
  }),
);

/** The check of Aadhaar numbers (J. Verhoeff, Error Detecting Decimal Codes, 1969). */
export function passesVerhoeff(digits: readonly number[]): boolean {
  let check = 0;
  for (const [index, digit] of digits.toReversed().entries())
    check = dihedral[check]?.[permutations[index % 8]?.[digit] ?? 0] ?? 0;
  return check === 0;
}

/** The check of German tax ids (ISO/IEC 7064, MOD 11,10). */
export function passesMod11And10(digits: readonly number[]): boolean {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === digits.at(-1);
}

/** Whether year, month and day are a day of the calendar. */
export function isDay(year: number, month: number, day: number): boolean {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}
