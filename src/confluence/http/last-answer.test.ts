import { describe, expect, it } from 'vitest';
import { lastAnswer, noteAnswer, requestIdOf } from './last-answer.ts';

const answer = (status: number, id: string) => ({ status, headers: { 'atl-traceid': id } });

describe('the last answer of a call', () => {
  it('is that to the last request, each call for itself', () => {
    const [one, other, silent] = [0, 1, 2].map(() => new AbortController().signal);
    if (!one || !other || !silent) throw new Error('three signals');
    noteAnswer(one, 'read', answer(200, 'a'));
    noteAnswer(other, 'read', answer(404, 'b'));
    noteAnswer(one, 'read', answer(201, 'c'));
    expect(lastAnswer(one)).toEqual({ status: 201, requestId: 'c' });
    expect(lastAnswer(other)).toEqual({ status: 404, requestId: 'b' });
    expect(lastAnswer(silent)).toBeUndefined();
  });

  it('is none where the last request had none', () => {
    const { signal } = new AbortController();
    noteAnswer(signal, 'read', answer(200, 'a'));
    noteAnswer(signal, 'read', undefined);
    expect(lastAnswer(signal)).toBeUndefined();
  });

  it('is that to the last change, whatever is read before and after it', () => {
    const { signal } = new AbortController();
    noteAnswer(signal, 'read', answer(200, 'before'));
    noteAnswer(signal, 'write', answer(401, 'refused'));
    noteAnswer(signal, 'write', answer(204, 'done'));
    noteAnswer(signal, 'read', answer(500, 'after'));
    expect(lastAnswer(signal)).toEqual({ status: 204, requestId: 'done' });
  });

  it('is none for a change whose answer was lost, whatever is read after it', () => {
    const { signal } = new AbortController();
    noteAnswer(signal, 'write', undefined);
    noteAnswer(signal, 'read', answer(200, 'after'));
    expect(lastAnswer(signal)).toBeUndefined();
  });
});

describe('the name of a request', () => {
  it.each([
    [{ 'atl-traceid': 'edge', 'x-request-id': 'proxy', 'x-arequestid': 'old' }, 'edge'],
    [{ 'x-request-id': 'proxy', 'x-arequestid': 'old' }, 'proxy'],
    [{ 'x-arequestid': '1086x86119x1' }, '1086x86119x1'],
    [{ 'atl-traceid': 'a'.repeat(300) }, 'a'.repeat(200)],
    [{ 'x-request-id': 'Bearer of a token' }, undefined],
    [{ 'x-request-id': '' }, undefined],
    [{}, undefined],
  ])('in %j is %s', (headers, expected) => {
    expect(requestIdOf(headers)).toBe(expected);
  });
});
