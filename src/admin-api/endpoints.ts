import { agentKeyEndpoints } from './agent-keys.ts';
import { approvalEndpoints } from './approvals.ts';
import { connectionEndpoints } from './connections.ts';
import type { Endpoint } from './endpoint.ts';
import { governanceEndpoints } from './governance.ts';
import { groupEndpoints } from './groups.ts';
import { hookEndpoints } from './hooks.ts';
import { limitEndpoints } from './limits.ts';
import { meEndpoints } from './me.ts';
import { oauthEndpoints } from './oauth.ts';
import type { AdminApiParts } from './parts.ts';
import { peopleEndpoints } from './people.ts';
import { publicationEndpoints } from './publications.ts';
import { recordAuditEndpoints } from './record-audit.ts';
import { recordKeepingEndpoints } from './record-keeping.ts';
import { recordStreamEndpoints } from './record-streams.ts';
import { recordEndpoints } from './record.ts';
import { settingsEndpoints } from './settings.ts';
import { workspaceEndpoints } from './workspaces.ts';

/** Everything that the admin API does. */
export function allEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  return [
    ...meEndpoints(parts),
    ...workspaceEndpoints(parts),
    ...peopleEndpoints(parts),
    ...groupEndpoints(parts),
    ...connectionEndpoints(parts),
    ...publicationEndpoints(parts),
    ...agentKeyEndpoints(parts),
    ...oauthEndpoints(parts),
    ...governanceEndpoints(parts),
    ...settingsEndpoints(parts),
    ...approvalEndpoints(parts),
    ...limitEndpoints(parts),
    ...hookEndpoints(parts),
    ...recordEndpoints(parts),
    ...recordAuditEndpoints(parts),
    ...recordKeepingEndpoints(parts),
    ...recordStreamEndpoints(parts),
  ];
}
