import { strictSettings } from '../store/governance-settings.ts';
import type { Executor } from '../store/open-store.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { workspaceParams } from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { governanceSettings, governanceSettingsChange } from './governance-contract.ts';
import { govern } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';

/** Switches of a workspace's governance, and what is wrong with it. */
export function governanceSettingsEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, governance } = parts;
  const settingsOf = async (db: Executor, workspaceId: string) =>
    (await readSetting(db, 'governance', workspaceId)) ?? strictSettings;
  const shown = async (workspaceId: string) => {
    const { connectionReview: _reviews, ...settings } = await settingsOf(store.db, workspaceId);
    const { view, problems } = governance.snapshot.of(workspaceId);
    return { ...settings, version: view.version, problems };
  };
  return [
    workspaceEndpoint({
      method: 'get',
      path: '/governance',
      summary: 'Switches of the governance, and what it names and does not hold',
      need: 'read',
      params: workspaceParams,
      answer: governanceSettings,
      handle: async ({ workspace }) => ({ body: await shown(workspace.id), tagged: true }),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/governance',
      summary: 'Change how tools are reviewed and which agents may call',
      need: 'governance',
      params: workspaceParams,
      body: governanceSettingsChange,
      answer: governanceSettings,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, body, ifMatch }) {
        await govern(parts, actor, async ({ tx, now, note }) => {
          const before = await settingsOf(tx, workspaceId);
          const { connectionReview: _reviews, ...settings } = before;
          const { view, problems } = governance.snapshot.of(workspaceId);
          checkMatch(ifMatch, { ...settings, version: view.version, problems });
          const given = Object.entries(body).filter(([, value]) => value !== undefined);
          const value = { ...before, ...Object.fromEntries(given) };
          await writeSetting(tx, { name: 'governance', scope: workspaceId, value, now });
          note({
            workspaceId,
            operation: 'governance.settings_changed',
            details: given.map(([name, said]) => `${name} ${JSON.stringify(said)}`),
          });
        });
        return { body: await shown(workspaceId), tagged: true };
      },
    }),
  ];
}
