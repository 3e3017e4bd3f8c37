import { z } from 'zod';
import type { Transport } from '../../confluence/http/transport.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { StoredConnection } from '../../store/connections.ts';
import { parseJson } from './parse-json.ts';

const tenantInfo = z.looseObject({ cloudId: z.string().min(1) });
const maxRemembered = 1_000;
const requestMs = 10_000;

/** The cloud ids of sites: from the connection, else asked of the site once and remembered. */
export interface CloudIds {
  /** Raises `upstream_unavailable` where neither says. */
  of(connection: Pick<StoredConnection, 'site' | 'settings'>): Promise<string>;
  /** Undefined where neither says. */
  find(connection: Pick<StoredConnection, 'site' | 'settings'>): Promise<string | undefined>;
}

export function createCloudIds(transport: Transport): CloudIds {
  const remembered = new Map<string, string>();

  // Needs no credentials (facts: confluence-api §1).
  async function ask(origin: string): Promise<string> {
    const answer = await transport.send(
      { origin, path: '/_edge/tenant_info', method: 'GET', effect: 'read', person: 'sign-in' },
      AbortSignal.timeout(requestMs),
    );
    const { data } = tenantInfo.safeParse(parseJson(answer.body.toString('utf8')));
    if (answer.status === 200 && data) return data.cloudId;
    throw new AppError('upstream_unavailable', 'The site does not say which Confluence Cloud site it is.', {
      nextStep: 'An administrator checks the site address of the connection, or enters its cloud id.',
      detail: `tenant_info -> ${answer.status}`,
      upstreamStatus: answer.status,
    });
  }

  async function of({ site, settings }: Pick<StoredConnection, 'site' | 'settings'>): Promise<string> {
    if (settings.cloudId !== undefined) return settings.cloudId;
    const { origin } = new URL(site);
    const known = remembered.get(origin);
    if (known !== undefined) return known;
    const cloudId = await ask(origin);
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(origin, cloudId);
    return cloudId;
  }

  return {
    of,
    find: (connection) =>
      of(connection).catch((thrown: unknown) => {
        if (thrown instanceof AppError) return undefined;
        throw thrown;
      }),
  };
}
