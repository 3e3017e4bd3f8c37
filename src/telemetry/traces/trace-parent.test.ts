import { describe, expect, it } from 'vitest';
import { readTraceParent } from './trace-parent.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('readTraceParent', () => {
  it.each([
    [`00-${traceId}-${spanId}-01`, true],
    [`00-${traceId}-${spanId}-00`, false],
    [`00-${traceId}-${spanId}-03`, true],
    [` 00-${traceId}-${spanId}-01 `, true],
    [`01-${traceId}-${spanId}-01-what-is-new`, true],
  ])('reads %j', (text, sampled) => {
    expect(readTraceParent(text)).toEqual({ traceId, spanId, sampled });
  });

  it.each([
    undefined,
    null,
    7,
    {},
    '',
    'no trace at all',
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${traceId}-${spanId}-0`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${spanId}-01\n00-${traceId}-${spanId}-01`,
    `${'0'.repeat(100_000)}-${traceId}`,
  ])('takes %j for none', (value) => {
    expect(readTraceParent(value)).toBeUndefined();
  });
});
