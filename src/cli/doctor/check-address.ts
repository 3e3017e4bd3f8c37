import { z } from 'zod';
import { privateRanges, transportOf, withoutSiteSecrets } from '../../app/network.ts';
import type { Config } from '../../config/load-config.ts';
import { toAppError } from '../../kernel/app-error.ts';
import type { Finding } from './finding.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);
const metadata = z.looseObject({ issuer: z.string() });
/** Milliseconds for the one request to ourselves: whatever stands between is the operator's own. */
const askMs = 2_000;

/**
 * Whether people and MCP clients can reach this installation under its address: https, and, while it runs, the discovery
 * document of its OAuth server with that very address as the issuer.
 */
export async function checkAddress({ server, network }: Config): Promise<readonly Finding[]> {
  const check = 'address';
  const { publicUrl, host, port } = server;
  const own = publicUrl ?? `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;
  const { protocol, hostname } = new URL(own);
  if (protocol !== 'https:' && !loopback.has(hostname)) {
    return [
      {
        check,
        ok: false,
        what: `${own} is not https`,
        nextStep: 'Put a proxy with TLS in front, and its address into server.publicUrl (WEIR_PUBLIC_URL).',
      },
    ];
  }
  const only = publicUrl === undefined ? ', for this machine alone: server.publicUrl is not set' : '';
  return [{ check, ok: true, what: `${own}${only}` }, await discovery(own, network)];
}

async function discovery(own: string, network: Config['network']): Promise<Finding> {
  const check = 'OAuth discovery';
  // Whoever wrote the address may have meant a private one.
  const allowPrivate = [...network.allowPrivate, ...privateRanges];
  const transport = transportOf({ ...withoutSiteSecrets(network), allowPrivate }, { retry: { attempts: 0 } });
  try {
    const { origin } = new URL(own);
    const answer = await transport.send(
      {
        origin,
        path: '/.well-known/oauth-authorization-server',
        method: 'GET',
        effect: 'read',
        person: 'doctor',
      },
      AbortSignal.timeout(askMs),
    );
    const issuer = metadata.safeParse(parsed(answer.body.toString('utf8'))).data?.issuer;
    if (answer.status === 200 && issuer === own) return { check, ok: true, what: `${own} is the issuer` };
    return {
      check,
      ok: false,
      what:
        issuer === undefined
          ? `what answers at ${own} is not Weir (status ${answer.status})`
          : `the issuer is ${issuer}, not ${own}`,
      nextStep: 'The proxy in front must pass /.well-known/ on, and server.publicUrl must be its address.',
    };
  } catch (thrown) {
    const { code } = toAppError(thrown);
    return {
      check,
      ok: true,
      what: `not checked: nothing answers at ${own} (${code}); run this again while Weir runs`,
    };
  } finally {
    await transport.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
