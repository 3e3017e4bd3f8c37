import { startSandbox, type RunningSandbox, type SandboxOptions } from '../../sandbox/index.ts';
import { createCloudConfluence } from '../../src/confluence/cloud/confluence.ts';
import {
  createTransport,
  type Transport,
  type TransportOptions,
} from '../../src/confluence/http/transport.ts';
import type { Confluence } from '../../src/confluence/ports.ts';

/** A sandbox site with its sample content, and the Cloud adapter as each of its people. */
export interface ConnectedSite {
  readonly sandbox: RunningSandbox;
  /** As the person whose address starts with this name; with another token where one is given. */
  as(name: string, token?: string): Confluence;
  authorizationOf(name: string): string;
  transport(options?: Partial<TransportOptions>): Transport;
  /** The adapter over a transport of its own. */
  over(transport: Transport, name: string): Confluence;
  close(): Promise<void>;
}

/** Through the API address, so that the place requests go to and the place people see differ. */
export async function connectSite(options: SandboxOptions = {}): Promise<ConnectedSite> {
  const sandbox = await startSandbox(options);
  const transports: Transport[] = [];

  function transport(more: Partial<TransportOptions> = {}): Transport {
    const created = createTransport({
      version: 'test',
      allowPrivate: ['127.0.0.0/8'],
      retry: { startMs: 5, throttledStartMs: 5 },
      ...more,
    });
    transports.push(created);
    return created;
  }

  function authorizationOf(name: string, token?: string): string {
    const person = sandbox.people.find(({ email }) => email.startsWith(`${name}@`));
    if (person === undefined) throw new Error(`nobody is called ${name} in the sandbox`);
    return `Basic ${Buffer.from(`${person.email}:${token ?? person.apiToken}`).toString('base64')}`;
  }

  function adapter(way: Transport, name: string, token?: string): Confluence {
    return createCloudConfluence({
      siteUrl: `${sandbox.siteUrl}/wiki`,
      apiBase: sandbox.apiUrl,
      authorization: () => Promise.resolve(authorizationOf(name, token)),
      transport: way,
      personKey: name,
    });
  }

  const shared = transport();
  return {
    sandbox,
    transport,
    authorizationOf,
    as: (name, token) => adapter(shared, name, token),
    over: adapter,
    async close() {
      await Promise.all(transports.map((each) => each.close()));
      await sandbox.close();
    },
  };
}
