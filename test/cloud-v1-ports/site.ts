import { startSandbox, type RunningSandbox, type SandboxOptions } from '../../sandbox/index.ts';
import { createCloudV1Confluence } from '../../src/confluence/cloud-v1/confluence.ts';
import { createCloudConfluence } from '../../src/confluence/cloud/confluence.ts';
import { createTransport } from '../../src/confluence/http/transport.ts';
import type { UpstreamRequest } from '../../src/confluence/http/upstream-request.ts';
import type { Confluence } from '../../src/confluence/ports.ts';

/** Classic scopes that together open all that the adapter does. */
export const classicScopes: readonly string[] = [
  'read:confluence-content.all',
  'read:confluence-content.summary',
  'read:confluence-space.summary',
  'read:confluence-user',
  'readonly:content.attachment:confluence',
  'search:confluence',
  'write:confluence-content',
];

/** A sandbox site with its sample content, seen through either adapter as one of its people. */
export interface ClassicSite {
  readonly sandbox: RunningSandbox;
  /** What both adapters sent, in order. */
  readonly sent: UpstreamRequest[];
  /** Through the older content API, with a token of these scopes; of all classic ones unless given. */
  older(name: string, scopes?: readonly string[], known?: { readonly contentGone: boolean }): Confluence;
  /** Through v2, with a token that may do everything. */
  present(name: string): Confluence;
  accountId(name: string): string;
  close(): Promise<void>;
}

/** Through the API address, where scopes are looked at. */
export async function connectClassic(options: SandboxOptions = {}): Promise<ClassicSite> {
  const sandbox = await startSandbox(options);
  const transport = createTransport({
    version: 'test',
    allowPrivate: ['127.0.0.0/8'],
    retry: { startMs: 5, throttledStartMs: 5 },
  });
  const sent: UpstreamRequest[] = [];
  const person = (name: string) => {
    const found = sandbox.people.find(({ email }) => email.startsWith(`${name}@`));
    if (found === undefined) throw new Error(`nobody is called ${name} in the sandbox`);
    return found;
  };
  const optionsFor = (name: string, token: string) => ({
    siteUrl: `${sandbox.siteUrl}/wiki`,
    apiBase: sandbox.apiUrl,
    authorization: () => Promise.resolve(`Basic ${btoa(`${person(name).email}:${token}`)}`),
    transport: {
      ...transport,
      send: (request: UpstreamRequest, signal: AbortSignal) => {
        sent.push(request);
        return transport.send(request, signal);
      },
    },
    personKey: name,
  });
  return {
    sandbox,
    sent,
    older: (name, scopes = classicScopes, known) =>
      createCloudV1Confluence({
        ...optionsFor(
          name,
          sandbox.accounts.createScopedToken({ accountId: person(name).accountId, scopes }),
        ),
        ...known,
      }),
    present: (name) => createCloudConfluence(optionsFor(name, person(name).apiToken)),
    accountId: (name) => person(name).accountId,
    async close() {
      await transport.close();
      await sandbox.close();
    },
  };
}
