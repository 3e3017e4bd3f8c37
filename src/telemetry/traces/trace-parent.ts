/** Whose span a request belongs under, as its sender says. */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Whether the sender keeps this trace. */
  readonly sampled: boolean;
}

/**
 * A `traceparent` (https://www.w3.org/TR/trace-context/, 3.2), whether it came as a header or in the `_meta` of an MCP
 * request; undefined where it is none.
 */
export function readTraceParent(value: unknown): TraceParent | undefined {
  if (typeof value !== 'string') return undefined;
  const [, version, traceId = '', spanId = '', flags = '', more] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(value.trim()) ?? [];
  // Later versions may say more behind what they have in common.
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
