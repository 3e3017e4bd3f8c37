import { createIds, type NewId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import type { AuditEntry } from '../../src/audit/record.ts';

let lastMoment = 0;
/** Ids sort in the order in which they are made, those of one millisecond too. */
const moments = { now: () => (lastMoment = Math.max(lastMoment + 1, systemClock.now())) };
export const newId: NewId = createIds(moments, systemRandom);

/** An outcome of a read with every field filled; `fields` say what the test is about. */
export function auditEntry(fields: Partial<AuditEntry> = {}): AuditEntry {
  return {
    kind: 'outcome',
    at: 1_795_000_000_000,
    workspaceId: 'wsp_one',
    callId: newId('call'),
    userId: 'usr_ada',
    agentId: 'agt_editor',
    clientName: 'Inspector',
    clientVersion: '2.12.0',
    transport: 'http',
    connectionId: 'con_site',
    operation: 'pages.get',
    effect: 'read',
    apiOperations: ['cloud-v2 getPageById'],
    targets: ['page:123'],
    argumentShape: '{id:string}',
    argumentDigest: 'ab12',
    decision: 'allow',
    rule: 'demo profile',
    outcome: 'ok',
    upstreamStatus: 200,
    latencyMs: 12,
    resultSize: 345,
    policyVersion: '17',
    approvalId: 'apr_one',
    contextId: 'conversation-1',
    clientKind: 'personal',
    upstreamRequestId: 'req-1',
    humanWaitMs: 4,
    argumentSize: 12,
    masked: ['email 2'],
    hooks: ['file-guard allowed'],
    traceId: '0af7651916cd43dd8448eb211c80319c',
    details: ['state approved'],
    ...fields,
  };
}
