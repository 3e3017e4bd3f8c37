import { Refusal } from '../model/refusal.ts';
import type { RouteContext } from './context.ts';

/** A whole number of the query. @throws Refusal `invalid` when it is none or out of bounds */
export function intParam(
  c: RouteContext,
  name: string,
  bounds: { readonly default: number; readonly min: number; readonly max: number },
): number {
  const text = c.req.query(name);
  if (text === undefined || text === '') return bounds.default;
  if (!/^-?\d+$/.test(text)) throw wrongType(text, name, 'int');
  const value = Number(text);
  if (value < bounds.min || value > bounds.max) {
    throw new Refusal(
      'invalid',
      `Provided value {${text}} for '${name}' is out of range. It must be between ${bounds.min} and ${bounds.max}`,
    );
  }
  return value;
}

/** An optional whole number of the query. @throws Refusal `invalid` */
export function optionalIntParam(c: RouteContext, name: string): number | null {
  const text = c.req.query(name);
  if (text === undefined || text === '') return null;
  if (!/^-?\d+$/.test(text)) throw wrongType(text, name, 'int');
  return Number(text);
}

/** One of a closed set, or null when not given. @throws Refusal `invalid` */
export function enumParam<T extends string>(c: RouteContext, name: string, values: readonly T[]): T | null {
  const text = c.req.query(name);
  return text === undefined || text === '' ? null : oneOf(text, name, values);
}

/** Several of a closed set, repeated or separated by commas; empty when not given. @throws Refusal `invalid` */
export function enumListParam<T extends string>(c: RouteContext, name: string, values: readonly T[]): T[] {
  return listParam(c, name).map((text) => oneOf(text, name, values));
}

/** Several values, repeated or separated by commas. @throws Refusal `invalid` above the most that may be given */
export function listParam(c: RouteContext, name: string, most = Number.POSITIVE_INFINITY): string[] {
  const values = (c.req.queries(name) ?? [])
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '');
  if (values.length > most)
    throw new Refusal('invalid', `No more than ${most} values may be given for '${name}'`);
  return values;
}

/** Several numeric ids. @throws Refusal `invalid` */
export function idListParam(c: RouteContext, name: string, most: number): string[] {
  return listParam(c, name, most).map((value) => {
    if (!/^\d+$/.test(value)) throw wrongType(value, name, 'long');
    return value;
  });
}

export function boolParam(c: RouteContext, name: string, standard = false): boolean {
  const text = c.req.query(name);
  return text === undefined || text === '' ? standard : text.toLowerCase() === 'true';
}

/** A numeric id of the path. @throws Refusal `invalid` */
export function pathId(c: RouteContext, name = 'id'): string {
  const text = c.req.param(name) ?? '';
  if (!/^\d{1,19}$/.test(text)) throw wrongType(text, name, 'long');
  return text;
}

function oneOf<T extends string>(text: string, name: string, values: readonly T[]): T {
  const found = values.find((value) => value === text);
  if (found === undefined) {
    throw new Refusal(
      'invalid',
      `Provided value {${text}} for '${name}' is not valid. Expected one of [${values.join(', ')}]`,
    );
  }
  return found;
}

function wrongType(text: string, name: string, type: string): Refusal {
  return new Refusal(
    'invalid',
    `Provided value {${text}} for '${name}' is not the correct type. Expected type is ${type}`,
  );
}
