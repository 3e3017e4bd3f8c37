import { meProfileEndpoints } from './governance-me.ts';
import type { Endpoint } from './endpoint.ts';
import { agentEndpoints } from './governance-agents.ts';
import { documentEndpoints } from './governance-document.ts';
import { explainEndpoints } from './governance-explain.ts';
import { grantEndpoints } from './governance-grants.ts';
import { killSwitchEndpoints } from './governance-kill-switches.ts';
import { governanceSettingsEndpoints } from './governance-settings.ts';
import { governedThingEndpoints } from './governance-things.ts';
import { toolEndpoints } from './governance-tools.ts';
import type { AdminApiParts } from './parts.ts';

/** What may be used, by whom, under which rules. */
export function governanceEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  return [
    ...governanceSettingsEndpoints(parts),
    ...toolEndpoints(parts),
    ...governedThingEndpoints(parts),
    ...grantEndpoints(parts),
    ...meProfileEndpoints(parts),
    ...agentEndpoints(parts),
    ...killSwitchEndpoints(parts),
    ...explainEndpoints(parts),
    ...documentEndpoints(parts),
  ];
}
