import { change } from '../auth/administration/change.ts';
import { readOAuthSwitches } from '../auth/administration/oauth-switches.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Executor } from '../store/open-store.ts';
import { installation, writeSetting } from '../store/settings.ts';
import { settings, settingsChange } from './contract.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import type { AdminApiParts } from './parts.ts';

/** Switches of the installation. What the configuration file says cannot be changed here. */
export function settingsEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, oauthSettings, registersUnlessSaid } = parts;
  const represent = async (db: Executor) => ({
    ...(await readOAuthSwitches(db, oauthSettings, registersUnlessSaid)),
    decidedByConfiguration: Object.keys(oauthSettings),
  });
  return [
    endpoint({
      method: 'get',
      path: '/settings',
      summary: 'Switches of the installation',
      need: 'operator',
      answer: settings,
      handle: async () => ({ body: await represent(store.db), tagged: true }),
    }),
    endpoint({
      method: 'patch',
      path: '/settings',
      summary: 'Change switches of the installation',
      need: 'operator',
      body: settingsChange,
      answer: settings,
      conditional: true,
      async handle({ actor, body, ifMatch }) {
        const changed = await change(parts, actor, async ({ tx, now, note }) => {
          const before = await represent(tx);
          checkMatch(ifMatch, before);
          const { dynamicRegistration, allowedClientHosts } = body;
          const fixed = Object.entries(body).find(
            ([name, value]) => value !== undefined && before.decidedByConfiguration.includes(name),
          );
          if (fixed) {
            throw new AppError('conflict', `The configuration file decides ${fixed[0]}.`, {
              nextStep: 'Change it there and restart, or take it out of the file.',
            });
          }
          if (dynamicRegistration !== undefined) {
            await writeSetting(tx, { name: 'oauth.dynamic_registration', value: dynamicRegistration, now });
          }
          if (allowedClientHosts !== undefined) {
            await writeSetting(tx, { name: 'oauth.client_hosts', value: allowedClientHosts, now });
          }
          const targets = Object.keys(body).map((name) => `setting:${name}`);
          note({ workspaceId: installation, operation: 'settings.changed', targets });
          return represent(tx);
        });
        return { body: changed, tagged: true };
      },
    }),
  ];
}
