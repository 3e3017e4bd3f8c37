import { createAdaptorServer } from '@hono/node-server';
import { systemClock, type Clock } from '../src/kernel/clock.ts';
import { systemRandom, type Random } from '../src/kernel/random.ts';
import { atlassianAddresses, type AtlassianAddresses } from './atlassian/addresses.ts';
import { isServiceAccount } from './atlassian/apps.ts';
import { accountSettings, type AccountSettings, appConsole, type AppConsole } from './atlassian/console.ts';
import { consoleRoutes } from './atlassian/control-routes.ts';
import { createPointsMeter } from './atlassian/points.ts';
import { type AtlassianSettings, standardSettings } from './atlassian/settings.ts';
import type { DataCenterOptions, RunningDataCenter } from './datacenter/start.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createApp } from './http/app.ts';
import { listen, stop } from './http/listen.ts';
import { originsOf } from './http/origins.ts';
import { keepSite, loadSite, type KeptSite } from './model/keep-site.ts';
import { type MovableClock, movableClock } from './model/movable-clock.ts';
import { createSite, type Site } from './model/site.ts';

export interface SandboxOptions {
  /** Cloud unless given; `datacenter` takes options of its own. */
  readonly platform?: 'cloud';
  /** `127.0.0.1` unless given. */
  readonly host?: string;
  /** 0 (any free port) unless given. */
  readonly port?: number;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Whether an empty site is filled with sample spaces, pages and people; yes unless given. */
  readonly sample?: boolean;
  /** A folder of storage-format and ADF files, each made a page. */
  readonly importFolder?: string;
  /** Where the state is kept between runs. */
  readonly dataFile?: string;
  /** Whether v1 content reads and writes still answer, or 410 Gone as on newer sites; `living` unless given. */
  readonly v1Content?: 'living' | 'gone';
  /** The same for the API address alone; as on the site unless given. */
  readonly v1ContentOnApi?: 'living' | 'gone';
  /** How Atlassian's account side behaves where that is not known; what is not given stays as standard. */
  readonly atlassian?: Partial<AtlassianSettings>;
}

export interface SandboxPerson {
  readonly email: string;
  readonly accountId: string;
  readonly apiToken: string;
  readonly displayName: string;
}

export interface RunningSandbox {
  /** Without `/wiki`, for example `http://127.0.0.1:7401`. */
  readonly siteUrl: string;
  /** The API address; the same paths as below the site. */
  readonly apiUrl: string;
  /** Where downloads redirect to; a client that restricts redirects has to allow it. */
  readonly mediaUrl: string;
  readonly cloudId: string;
  /** Who can sign in, at the moment of asking. */
  readonly people: readonly SandboxPerson[];
  readonly site: Site;
  readonly faults: Faults;
  /** The site's clock: tokens, codes and quotas run by it. */
  readonly clock: MovableClock;
  /** Where Atlassian's account side is. */
  readonly atlassian: AtlassianAddresses;
  readonly apps: AppConsole;
  readonly accounts: AccountSettings;
  readonly imported?: {
    readonly imported: number;
    readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  };
  close(): Promise<void>;
}

/**
 * Starts an emulated Confluence, Cloud unless the platform says otherwise, and answers once it listens.
 * @throws AppError `configuration` when the port is taken or the data file is damaged
 */
export async function startSandbox(options: DataCenterOptions): Promise<RunningDataCenter>;
export async function startSandbox(options?: SandboxOptions): Promise<RunningSandbox>;
export async function startSandbox(
  options: SandboxOptions | DataCenterOptions = {},
): Promise<RunningSandbox | RunningDataCenter> {
  if (options.platform !== 'datacenter') return startCloud(options);
  const { startDataCenter } = await import('./datacenter/start.ts');
  return startDataCenter(options);
}

async function startCloud(options: SandboxOptions): Promise<RunningSandbox> {
  const clock = movableClock(options.clock ?? systemClock);
  const site = createSite({ clock, random: options.random ?? systemRandom });
  const points = createPointsMeter(site);
  const faults = createFaults();
  const loaded = options.dataFile === undefined ? false : await loadSite(site, options.dataFile);
  const apps = appConsole(site, points);
  const accounts = accountSettings(site);
  const v1Content = options.v1Content ?? 'living';
  const app = createApp({
    site,
    faults,
    v1Content,
    v1ContentOnApi: options.v1ContentOnApi ?? v1Content,
    settings: { ...standardSettings, ...options.atlassian },
    points,
    control: consoleRoutes({ site, clock, apps, accounts }),
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  const host = options.host ?? '127.0.0.1';
  const port = await listen(server, host, options.port ?? 0);
  const { siteUrl, mediaUrl } = originsOf(host, port);
  Object.assign(site, { baseUrl: siteUrl, mediaUrl });
  let imported: RunningSandbox['imported'];
  let kept: KeptSite | null = null;
  try {
    if (!loaded && options.sample !== false) {
      const { addSampleContent } = await import('./sample/sample-content.ts');
      addSampleContent(site);
    }
    if (options.importFolder !== undefined) {
      const { importFolder } = await import('./sample/import-folder.ts');
      imported = await importFolder(site, options.importFolder);
    }
    if (options.dataFile !== undefined) kept = await keepSite(site, options.dataFile);
  } catch (error) {
    await stop(server);
    throw error;
  }
  return {
    siteUrl,
    mediaUrl,
    apiUrl: `${siteUrl}/ex/confluence/${site.cloudId}`,
    cloudId: site.cloudId,
    get people() {
      const people = [...site.people.values()].filter((person) => !isServiceAccount(person));
      return people.map(({ email, accountId, apiToken, displayName }) => ({
        email,
        accountId,
        apiToken,
        displayName,
      }));
    },
    site,
    faults,
    clock,
    atlassian: atlassianAddresses(siteUrl),
    apps,
    accounts,
    ...(imported === undefined ? {} : { imported }),
    close: async () => {
      await stop(server);
      await kept?.close();
    },
  };
}
