import { createAdaptorServer } from '@hono/node-server';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import { systemRandom, type Random } from '../../src/kernel/random.ts';
import { createFaults, type Faults } from '../faults/faults.ts';
import { listen, stop } from '../http/listen.ts';
import { originsOf } from '../http/origins.ts';
import { keepSite, loadSite, type KeptSite } from '../model/keep-site.ts';
import { wikiBase } from '../model/links.ts';
import { movableClock, type MovableClock } from '../model/movable-clock.ts';
import { createSite, type Site } from '../model/site.ts';
import type { ImportResult } from '../sample/import-folder.ts';
import { createDataCenterApp } from './app.ts';
import { loginOf } from './logins.ts';
import { createOAuthProvider, type OAuthProvider } from './oauth/provider.ts';
import { standardSettings, type DataCenterSettings } from './settings.ts';

export interface DataCenterOptions {
  readonly platform: 'datacenter';
  /** Path below which Confluence lies, such as `/confluence`; nothing unless given. */
  readonly contextPath?: string;
  /** `127.0.0.1` unless given. */
  readonly host?: string;
  /** 0 (any free port) unless given. */
  readonly port?: number;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Whether an empty site is filled with sample spaces, pages and people; yes unless given. */
  readonly sample?: boolean;
  /** A folder of storage-format files, each made a page. */
  readonly importFolder?: string;
  /** Where the state is kept between runs. */
  readonly dataFile?: string;
  /** How its administrator set it up; what is not given stays as standard. */
  readonly settings?: Partial<DataCenterSettings>;
}

export interface DataCenterPerson {
  readonly displayName: string;
  readonly email: string;
  readonly username: string;
  readonly userKey: string;
  /** Sent as a bearer token. */
  readonly personalToken: string;
  readonly password: string;
}

export interface RunningDataCenter {
  /** With the context path, for example `http://127.0.0.1:7401/confluence`. */
  readonly siteUrl: string;
  /** Who can sign in, at the moment of asking. */
  readonly people: readonly DataCenterPerson[];
  readonly site: Site;
  readonly faults: Faults;
  readonly clock: MovableClock;
  /** May be changed while it runs. */
  readonly settings: DataCenterSettings;
  /** Applications that people may allow to act for them. */
  readonly oauth: OAuthProvider;
  readonly imported?: ImportResult;
  close(): Promise<void>;
}

/**
 * Starts an emulated Confluence Data Center 10.2 and answers once it listens.
 * @throws AppError `configuration` when the port is taken or the data file is damaged
 */
export async function startDataCenter(options: DataCenterOptions): Promise<RunningDataCenter> {
  const clock = movableClock(options.clock ?? systemClock);
  const site = createSite({ clock, random: options.random ?? systemRandom });
  site.contextPath = contextPathOf(options.contextPath ?? '');
  const faults = createFaults();
  const settings = { ...standardSettings(), ...options.settings };
  const loaded = options.dataFile === undefined ? false : await loadSite(site, options.dataFile);
  const oauth = createOAuthProvider(site);
  const app = createDataCenterApp({ site, faults, settings, oauth });
  const server = createAdaptorServer({ fetch: app.fetch });
  const host = options.host ?? '127.0.0.1';
  const port = await listen(server, host, options.port ?? 0);
  site.baseUrl = originsOf(host, port).siteUrl;
  let imported: ImportResult | undefined;
  let kept: KeptSite | null = null;
  try {
    if (!loaded && options.sample !== false) {
      const { addDataCenterSample } = await import('./sample-content.ts');
      addDataCenterSample(site);
    }
    if (options.importFolder !== undefined) {
      const { importFolder } = await import('../sample/import-folder.ts');
      imported = await importFolder(site, options.importFolder);
    }
    if (options.dataFile !== undefined) kept = await keepSite(site, options.dataFile);
  } catch (error) {
    await stop(server);
    throw error;
  }
  return {
    siteUrl: wikiBase(site),
    get people() {
      return [...site.people.values()].map((person) => ({
        displayName: person.displayName,
        email: person.email,
        ...loginOf(person),
      }));
    },
    site,
    faults,
    clock,
    settings,
    oauth,
    ...(imported === undefined ? {} : { imported }),
    close: async () => {
      await stop(server);
      await kept?.close();
    },
  };
}

/** With a slash before and none after; empty for the top of the host. */
function contextPathOf(path: string): string {
  const name = path.replace(/^\/+|\/+$/g, '');
  return name === '' ? '' : `/${name}`;
}
