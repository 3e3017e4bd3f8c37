import type { z } from 'zod';
import type { RecordFilter } from '../store/audit-records.ts';
import type { recordQuery } from './contract.ts';

type Asked = Omit<z.output<typeof recordQuery>, 'limit' | 'cursor'>;

/** What a query of the record asks of one workspace. */
export function recordFilter(workspaceId: string, asked: Asked): RecordFilter {
  const { user, agent, operation, outcome, call, since, until } = asked;
  return {
    workspaceId,
    ...(user !== undefined && { userId: user }),
    ...(agent !== undefined && { agentId: agent }),
    ...(operation !== undefined && { operation }),
    ...(outcome !== undefined && { outcome }),
    ...(call !== undefined && { callId: call }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}
