import { onTestFinished } from 'vitest';
import { startConfigured, type RunningConfigured } from '../../src/app/configured.ts';
import { openFoundation, type Foundation } from '../../src/app/foundation.ts';
import { loopbackOnly } from '../../src/app/network.ts';
import type { Config, ConnectionSettings } from '../../src/config/load-config.ts';
import { findAccountByEmail } from '../../src/store/accounts.ts';
import { everybodyMaySource } from '../support/everybody-may.ts';
import { quietLog } from '../support/kept-log.ts';
import { testAuditKey, testMasterKeys } from '../support/weir.ts';

export interface WalkPerson {
  readonly email: string;
  readonly name: string;
}

export interface WalkSite {
  readonly weir: RunningConfigured;
  readonly foundation: Foundation;
  /** An address that signs the person's browser in. */
  linkOf(person: WalkPerson): Promise<string>;
}

export const walkers: readonly [WalkPerson, WalkPerson] = [
  { email: 'ada@example.org', name: 'Ada Martin' },
  { email: 'ben@example.org', name: 'Ben Okafor' },
];

/** A configured installation with two people and one connection; clients may register themselves. */
export async function startWalkSite(settings: {
  readonly port: number;
  readonly connection: Omit<ConnectionSettings, 'slug'>;
  readonly atlassian?: Config['atlassian'];
  readonly centralApp?: Config['centralApp'];
}): Promise<WalkSite> {
  const { port, connection, atlassian, centralApp } = settings;
  const foundation = await openFoundation({
    database: { kind: 'sqlite', file: ':memory:' },
    auditKey: testAuditKey,
    masterKeys: testMasterKeys,
    log: quietLog,
  });
  const weir = await startConfigured(foundation, {
    server: { host: '127.0.0.1', port },
    dataDir: '/nonexistent',
    database: { kind: 'sqlite', file: ':memory:' },
    logLevel: 'silent',
    governance: everybodyMaySource,
    ...(centralApp && { centralApp }),
    atlassian: atlassian ?? { authUrl: 'http://127.0.0.1:9', apiUrl: 'http://127.0.0.1:9' },
    signIn: { local: true },
    oauth: { dynamicRegistration: true },
    connections: [{ slug: 'wiki', ...connection }],
    people: walkers.map((person) => ({ ...person, roles: ['viewer'], isOperator: false })),
    network: loopbackOnly,
  });
  onTestFinished(() => weir.close());
  return {
    weir,
    foundation,
    async linkOf({ email }) {
      const account = await findAccountByEmail(foundation.store.db, email);
      if (!account) throw new Error(`no account of ${email}`);
      return (await weir.signIn.links.create(account.id)).reveal();
    },
  };
}
