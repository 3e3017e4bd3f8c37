const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A stretch of time in UTC milliseconds: `from` inclusive, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A point of time: what `<` and `>` compare with, and the stretch that `=` means. */
export interface Moment extends Span {
  readonly at: number;
}

/** The minute that holds an instant, for functions. */
export function momentOf(at: number): Moment {
  const from = Math.floor(at / minute) * minute;
  return { at, from, to: from + minute };
}

const datePattern = /^(\d{4})([/-])(\d{1,2})\2(\d{1,2})(?: (\d{1,2}):(\d{2}))?$/;

/**
 * A date as queries write it: `yyyy/MM/dd` or `yyyy-MM-dd`, each with an optional ` HH:mm` (facts: confluence-api §10).
 * The whole day or the whole minute, in UTC; null when it is no such date.
 */
export function parseDate(text: string): Moment | null {
  const match = datePattern.exec(text.trim());
  if (match === null) return null;
  const [year, month, dayOfMonth] = [Number(match[1]), Number(match[3]), Number(match[4])];
  const from = Date.UTC(year, month - 1, dayOfMonth);
  const read = new Date(from);
  if (read.getUTCMonth() !== month - 1 || read.getUTCDate() !== dayOfMonth) return null;
  if (match[5] === undefined) return { at: from, from, to: from + day };
  const [hours, minutes] = [Number(match[5]), Number(match[6])];
  if (hours > 23 || minutes > 59) return null;
  const at = from + hours * hour + minutes * minute;
  return { at, from: at, to: at + minute };
}

export type Unit = 'y' | 'M' | 'w' | 'd' | 'h' | 'm';

export interface Increment {
  readonly amount: number;
  readonly unit: Unit;
}

const units: readonly Unit[] = ['y', 'M', 'w', 'd', 'h', 'm'];

/** `(+|-)nn(y|M|w|d|h|m)`; the sign defaults to plus, the unit to the one given. Null when it is no such increment. */
export function parseIncrement(text: string, naturalUnit: Unit | null): Increment | null {
  const match = /^([+-]?)(\d{1,4})([A-Za-z]?)$/.exec(text.trim());
  if (match === null) return null;
  const unit = match[3] === '' ? naturalUnit : units.find((candidate) => candidate === match[3]);
  if (unit === null || unit === undefined) return null;
  return { amount: Number(match[2]) * (match[1] === '-' ? -1 : 1), unit };
}

/** Moves an instant; months and years keep the day of the month where it exists. */
export function shift(at: number, increment: Increment): number {
  switch (increment.unit) {
    case 'm':
      return at + increment.amount * minute;
    case 'h':
      return at + increment.amount * hour;
    case 'd':
      return at + increment.amount * day;
    case 'w':
      return at + increment.amount * 7 * day;
    case 'M':
      return shiftMonths(at, increment.amount);
    case 'y':
      return shiftMonths(at, increment.amount * 12);
  }
}

function shiftMonths(at: number, months: number): number {
  const date = new Date(at);
  const firstOfMonth = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const first = new Date(firstOfMonth);
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return firstOfMonth + (Math.min(date.getUTCDate(), lastDay) - 1) * day + (at % day);
}

export type Period = 'day' | 'week' | 'month' | 'year';

export const periodUnit: Readonly<Record<Period, Unit>> = { day: 'd', week: 'w', month: 'M', year: 'y' };

/** The period that holds an instant, in UTC; weeks begin on Sunday. */
export function periodOf(at: number, period: Period): Span {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const startOfDay = Math.floor(at / day) * day;
  switch (period) {
    case 'day':
      return { from: startOfDay, to: startOfDay + day };
    case 'week': {
      const from = startOfDay - date.getUTCDay() * day;
      return { from, to: from + 7 * day };
    }
    case 'month':
      return { from: Date.UTC(year, month, 1), to: Date.UTC(year, month + 1, 1) };
    case 'year':
      return { from: Date.UTC(year, 0, 1), to: Date.UTC(year + 1, 0, 1) };
  }
}
