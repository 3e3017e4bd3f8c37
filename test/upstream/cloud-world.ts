import { startSandbox, type RunningSandbox } from '../../sandbox/index.ts';
import type { SandboxPerson } from '../../sandbox/start.ts';
import type { DirectoryConnection } from '../../src/auth/directory.ts';
import type { Upstream, Whose } from '../../src/auth/upstream/upstream.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { openStore } from '../../src/store/open-store.ts';
import { quietLog } from '../support/stores.ts';
import {
  addConnection,
  addPerson,
  consentOnCloud,
  openUpstreamWorld,
  readingScopes,
  redirectUri,
  type UpstreamWorld,
} from '../support/upstream-world.ts';

/** Two people of a workspace and who they are on a Cloud site. The clock of the sandbox is everybody's. */
export interface CloudWorld extends UpstreamWorld {
  readonly sandbox: RunningSandbox;
  readonly ada: Whose;
  readonly ben: Whose;
  readonly adaThere: SandboxPerson;
  readonly benThere: SandboxPerson;
  /** Client id of the central app. */
  readonly centralId: string;
  /** Where people go. */
  readonly site: string;
  /** A connection through an app of the workspace. */
  ownApp(fields?: { readonly site?: string; readonly grants?: 'every-site' }): Promise<{
    readonly clientId: string;
    readonly connection: DirectoryConnection;
  }>;
  /** Somebody walks through the consent as an account of the site. */
  connect(
    connection: DirectoryConnection,
    whose: Whose,
    accountId: string,
    chosenSite?: string,
  ): ReturnType<Upstream['redeem']>;
  /** Rows of grants, by their app. */
  grants(appKey: string): ReturnType<typeof grantsOf>;
}

const grantsOf = ({ store }: UpstreamWorld, appKey: string) =>
  store.db.selectFrom('upstream_grants').selectAll().where('app_key', '=', appKey).execute();

export async function startCloudWorld(): Promise<CloudWorld> {
  const sandbox = await startSandbox();
  const [adaThere, benThere] = sandbox.people;
  if (!adaThere || !benThere) throw new Error('two people expected');
  const central = sandbox.apps.create({ name: 'Weir', redirectUri, scopes: [...readingScopes, 'read:me'] });
  const world = await openUpstreamWorld({
    store: await openStore({ kind: 'sqlite', file: ':memory:' }, { clock: sandbox.clock, log: quietLog }),
    atlassian: sandbox.atlassian,
    clock: sandbox.clock,
    centralApp: {
      clientId: central.clientId,
      clientSecret: new Secret(central.clientSecret),
      alwaysAsks: ['read:me'],
    },
  });
  const site = `${sandbox.siteUrl}/wiki`;
  return {
    ...world,
    sandbox,
    ada: await addPerson(world, 'Ada'),
    ben: await addPerson(world, 'Ben'),
    adaThere,
    benThere,
    centralId: central.clientId,
    site,
    async ownApp({ site: address = site, grants } = {}) {
      const own = { name: 'Own', redirectUri, scopes: readingScopes };
      const app = sandbox.apps.create({ ...own, ...(grants && { grants }) });
      const connection = await addConnection(world, {
        platform: 'cloud',
        site: address,
        authMode: 'oauth',
        settings: { clientId: app.clientId },
        secret: app.clientSecret,
      });
      return { clientId: app.clientId, connection };
    },
    async connect(connection, whose, accountId, chosenSite) {
      const as = { accountId, ...(chosenSite !== undefined && { site: chosenSite }) };
      return world.upstream.redeem(whose, connection, await consentOnCloud(world, sandbox, connection, as));
    },
    grants: (appKey) => grantsOf(world, appKey),
    async close() {
      await world.close();
      await world.store.close();
      await sandbox.close();
    },
  };
}
