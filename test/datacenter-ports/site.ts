import {
  startSandbox,
  type DataCenterOptions,
  type DataCenterPerson,
  type RunningDataCenter,
} from '../../sandbox/index.ts';
import { createDataCenterConfluence } from '../../src/confluence/datacenter/confluence.ts';
import {
  createTransport,
  type Transport,
  type TransportOptions,
} from '../../src/confluence/http/transport.ts';
import type { UpstreamRequest } from '../../src/confluence/http/upstream-request.ts';
import type { Confluence } from '../../src/confluence/ports.ts';

/** A sandbox Data Center with its sample content, and the adapter as each of its people. */
export interface ConnectedDataCenter {
  readonly sandbox: RunningDataCenter;
  /** What the adapter sent, in order. */
  readonly sent: UpstreamRequest[];
  /** As the person of this user name, with their personal access token; with other credentials where some are given. */
  as(username: string, authorization?: string): Confluence;
  person(username: string): DataCenterPerson;
  transport(options?: Partial<TransportOptions>): Transport;
  close(): Promise<void>;
}

export async function connectDataCenter(
  options: Omit<DataCenterOptions, 'platform'> = {},
): Promise<ConnectedDataCenter> {
  const sandbox = await startSandbox({ platform: 'datacenter', contextPath: '/confluence', ...options });
  const transports: Transport[] = [];
  const sent: UpstreamRequest[] = [];

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

  function person(username: string): DataCenterPerson {
    const found = sandbox.people.find((each) => each.username === username);
    if (found === undefined) throw new Error(`nobody is called ${username} in the sandbox`);
    return found;
  }

  const shared = transport();
  const heard: Transport = {
    ...shared,
    send(request, signal) {
      sent.push(request);
      return shared.send(request, signal);
    },
  };
  return {
    sandbox,
    sent,
    transport,
    person,
    as: (username, authorization = `Bearer ${person(username).personalToken}`) =>
      createDataCenterConfluence({
        siteUrl: sandbox.siteUrl,
        authorization: () => Promise.resolve(authorization),
        transport: heard,
        personKey: username,
      }),
    async close() {
      await Promise.all(transports.map((each) => each.close()));
      await sandbox.close();
    },
  };
}
