import type { Clock } from '../../src/kernel/clock.ts';
import type { Random } from '../../src/kernel/random.ts';
import { type Accounts, createAccounts } from '../atlassian/accounts.ts';
import type {
  Attachment,
  Comment,
  Content,
  Group,
  Label,
  LongTask,
  Person,
  PersonId,
  Space,
  TaskRecord,
} from './entities.ts';

/** Everything the emulated Confluence knows. Routes read it directly; the functions beside this file change it. */
export interface Site {
  readonly clock: Clock;
  readonly random: Random;
  cloudId: string;
  title: string;
  /** What people see in links, without the context and without a trailing slash; set once the server listens. */
  baseUrl: string;
  /** Path below which Confluence lies: `/wiki` on Cloud; on Data Center what its administrator chose, often nothing. */
  contextPath: string;
  /** Origin that downloads redirect to: another one than the site's, as on Cloud, so that clients drop their credentials. */
  mediaUrl: string;
  /** By account id. */
  readonly people: Map<PersonId, Person>;
  readonly groups: Map<string, Group>;
  readonly spaces: Map<string, Space>;
  readonly contents: Map<string, Content>;
  readonly comments: Map<string, Comment>;
  readonly attachments: Map<string, Attachment>;
  /** Every label that was ever used, by `prefix:name`; it exists for readers while something carries it. */
  readonly labels: Map<string, Label>;
  readonly tasks: Map<string, TaskRecord>;
  readonly longTasks: Map<string, LongTask>;
  /** `accountId content:ID`, `accountId space:KEY` or `accountId label:NAME`. */
  readonly watches: Set<string>;
  /** `accountId ID` of content, `accountId space:KEY` of spaces. */
  readonly favourites: Set<string>;
  /** Atlassian's account side: apps, grants, tokens. */
  readonly accounts: Accounts;
  /** The last number given out as an id. */
  lastId: number;
  /** Grows with every change; what is derived from the state is kept until it differs. */
  revision: number;
  /** Called after every change. */
  onChange: () => void;
}

/** An empty site: no people, no spaces. */
export function createSite(options: { readonly clock: Clock; readonly random: Random }): Site {
  const site: Site = {
    ...options,
    cloudId: '',
    title: 'Sandbox',
    baseUrl: 'http://127.0.0.1',
    contextPath: '/wiki',
    mediaUrl: 'http://localhost',
    people: new Map(),
    groups: new Map(),
    spaces: new Map(),
    contents: new Map(),
    comments: new Map(),
    attachments: new Map(),
    labels: new Map(),
    tasks: new Map(),
    longTasks: new Map(),
    watches: new Set(),
    favourites: new Set(),
    accounts: createAccounts(),
    lastId: 98_304,
    revision: 0,
    onChange: () => undefined,
  };
  site.cloudId = newUuid(site);
  return site;
}

/** To be called by whatever changes the site, after the change. */
export function changed(site: Site): void {
  site.revision += 1;
  site.onChange();
}

/** The next id: a decimal string, greater than every one before it. */
export function newId(site: Site): string {
  // Ids of a real site have gaps, and code that counts on neighbours should fail here too.
  site.lastId += 33 + (site.lastId % 7);
  return String(site.lastId);
}

/** A random UUID, version 4 (RFC 9562 §5.4). */
export function newUuid(site: Site): string {
  const bytes = site.random.bytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
