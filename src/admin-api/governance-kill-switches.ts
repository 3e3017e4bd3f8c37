import { lift, stop } from '../governance/stop.ts';
import { listKillSwitches, type StoredKillSwitch } from '../store/kill-switches.ts';
import { listOf, listQuery, workspaceParams } from './contract.ts';
import { cut } from './cut.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { killSwitch, killSwitchParams, newKillSwitch } from './governance-contract.ts';
import { govern, governanceParts } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';

/** Kill switches: what is stopped now, on every replica within a second. */
export function killSwitchEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store } = parts;
  return [
    workspaceEndpoint({
      method: 'get',
      path: '/kill-switches',
      summary: 'What is stopped, by whom and why',
      need: 'read',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(killSwitch),
      async handle({ workspace, query }) {
        const all = (await listKillSwitches(store.db, workspace.id)).map(shown);
        const byId = all.toSorted((one, other) => (one.id < other.id ? -1 : 1));
        return { body: cut(byId, query, ({ id }) => id) };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/kill-switches',
      summary: 'Stop the workspace, a connection, a tool, an agent or a person; calls in flight end',
      need: 'governance',
      params: workspaceParams,
      body: newKillSwitch,
      answer: killSwitch,
      status: 201,
      async handle({ actor, workspace, body }) {
        const set = await govern(parts, actor, (change) =>
          stop(governanceParts(parts), change, actor, workspace.id, body),
        );
        return { body: shown(set), tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/kill-switches/{killSwitch}',
      summary: 'Lift a kill switch',
      need: 'governance',
      params: killSwitchParams,
      async handle({ actor, workspace, params }) {
        await govern(parts, actor, (change) => lift(change, workspace.id, params.killSwitch));
        return {};
      },
    }),
  ];
}

function shown({ workspaceId: _workspaceId, ...killSwitch }: StoredKillSwitch) {
  return killSwitch;
}
