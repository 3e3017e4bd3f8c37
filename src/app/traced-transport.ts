import { traceRequests } from '../confluence/http/trace-requests.ts';
import type { Transport } from '../confluence/http/transport.ts';
import { apiOperations } from '../operations/api-operation-table.ts';
import type { Traces } from '../telemetry/traces/traces.ts';

/** Of paths that the vendor's documents do not have: signing in, tokens, the API address, downloads. */
const otherWords =
  'oauth oauth2 token revoke authorize accessible-resources me latest ex confluence download attachments';

/** A way out whose requests are spans; the same way out where nobody asked for traces. */
export function tracedTransport(transport: Transport, traces: Traces | undefined): Transport {
  if (!traces) return transport;
  const words = new Set(otherWords.split(' '));
  for (const { path } of apiOperations().values()) {
    for (const segment of path.split('/')) if (!segment.includes('{')) words.add(segment);
  }
  return traceRequests(transport, traces, (segment) => words.has(segment));
}
