import { describe, expect, it } from 'vitest';
import { Secret } from '../kernel/secret.ts';
import { argumentDigest, argumentShape } from './arguments.ts';

describe('argumentShape', () => {
  it('names arguments and types, sorted, and no value', () => {
    const args = {
      labels: ['canary-1', 'canary-2'],
      id: 'canary-3',
      body: { value: 'canary-4', representation: 'storage' },
      limit: 7,
      draft: false,
      parentId: null,
      absent: undefined,
      mixed: [1, 'canary-5'],
    };
    expect(argumentShape(args)).toBe(
      '{body:{representation:string,value:string},draft:boolean,id:string,labels:[string],limit:number,' +
        'mixed:[number|string],parentId:null}',
    );
  });

  it('describes anything that a client may send', () => {
    expect([undefined, null, 'x', [], {}, [[1]]].map(argumentShape)).toEqual([
      'undefined',
      'null',
      'string',
      '[]',
      '{}',
      '[[number]]',
    ]);
    expect(argumentShape({ a: { b: { c: { d: { e: 1 } } } } })).toBe('{a:{b:{c:{d:{…}}}}}');
    expect(argumentShape({ 'a "b"': 1 })).toBe('{"a \\"b\\"":number}');
    expect(
      argumentShape(Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`n${n}`, n]))).length,
    ).toBeLessThan(1_000);
  });
});

describe('argumentDigest', () => {
  const key = new Secret('a key of thirty-two or more characters');

  it('is the same for the same arguments in another order, at any depth', () => {
    expect(argumentDigest(key, { a: 1, b: { c: [1, 2], d: 'x' } })).toBe(
      argumentDigest(key, { b: { d: 'x', c: [1, 2] }, a: 1 }),
    );
  });

  it('differs for another value, another order in a list, another type and another key', () => {
    const digests = [{ a: [1, 2] }, { a: [2, 1] }, { a: ['1', '2'] }, { b: [1, 2] }, undefined, null].map(
      (args) => argumentDigest(key, args),
    );
    expect(new Set([...digests, argumentDigest(new Secret('other'), { a: [1, 2] })]).size).toBe(7);
  });
});
