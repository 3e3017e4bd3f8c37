import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as send } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { wideCanary, type Ledger } from './ledger.ts';

/** A gateway of a company that lets in whoever shows its certificate, with a site behind it. */
export interface TlsFront {
  readonly url: string;
  /** Names on the certificates that it was shown, proven by their keys. */
  readonly shown: ReadonlySet<string>;
  close(): Promise<void>;
}

/**
 * The files that an operator of Weir is given for it, by their names. The key is encrypted in its file, and noted as it
 * lies there, as it is once it is opened, by the lines that hold most of it, and as the number that it is.
 */
export function clientFiles(ledger: Ledger): Readonly<Record<string, string>> {
  const key = createPrivateKey({ key: pem('client.key'), passphrase: 'open-sesame' });
  const passphrase = ledger.plant('passphrase of the client certificate', wideCanary());
  const cipher = { cipher: 'aes-256-cbc', passphrase };
  const stored = String(key.export({ type: 'pkcs8', format: 'pem', ...cipher })).trim();
  const opened = String(key.export({ type: 'pkcs8', format: 'pem' })).trim();
  for (const text of [stored, opened]) {
    ledger.plant('key of the client certificate', text);
    ledger.plant('key of the client certificate', text.split('\n')[1] ?? '');
  }
  const { d = '' } = key.export({ format: 'jwk' });
  ledger.plantBytes('key of the client certificate', Buffer.from(d, 'base64url'));
  return {
    'ca.pem': pem('authority.pem'),
    'client.pem': pem('client.pem'),
    'client.key': stored,
    passphrase,
  };
}

export async function startTlsFront(siteUrl: string): Promise<TlsFront> {
  const shown = new Set<string>();
  const server = createServer(
    {
      cert: pem('server.pem'),
      key: pem('server.key'),
      ca: pem('authority.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (incoming, response) => {
      shown.add(String((incoming.socket as TLSSocket).getPeerCertificate().subject.CN));
      const { method = 'GET', headers } = incoming;
      const onward = send(new URL(incoming.url ?? '', siteUrl), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      incoming.pipe(onward);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shown,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pem(name: string): string {
  return readFileSync(new URL(`../../src/confluence/testing/certificates/${name}`, import.meta.url), 'utf8');
}
