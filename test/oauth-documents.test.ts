import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMetadataTransport } from '../src/auth/server/metadata-transport.ts';
import { isDocumentAddress, readMetadataDocument } from '../src/auth/server/metadata-document.ts';
import { AppError } from '../src/kernel/app-error.ts';
import { findRecord, hashId, putRecord } from '../src/store/oauth-records.ts';
import { callMcp, handClient, loopbackRedirect, tokensOf } from './support/oauth-client.ts';
import { json, startMetadataServer, type MetadataServer } from './support/metadata-server.ts';
import { startOAuthWeir, type OAuthWeir } from './support/oauth-weir.ts';

let weir: OAuthWeir;
let documents: MetadataServer;
beforeAll(async () => {
  weir = await startOAuthWeir();
  documents = await startMetadataServer();
});
afterAll(async () => {
  await documents.close();
  await weir.close();
});

const open = createMetadataTransport({ version: '1', allowLoopback: true });
const closed = createMetadataTransport({ version: '1', allowLoopback: false });
afterAll(() => Promise.all([open.close(), closed.close()]));

let made = 0;
function address(): string {
  made += 1;
  return `${documents.origin}/client-${made}.json`;
}

const documentOf = (clientId: string, fields: object = {}): object => ({
  client_id: clientId,
  client_name: 'Documented client',
  redirect_uris: [loopbackRedirect],
  token_endpoint_auth_method: 'none',
  ...fields,
});

/** As if the time for which the document may be taken as it was read had just passed. */
async function outdate(clientId: string): Promise<void> {
  const { store } = weir.foundation;
  const client = await findRecord(store.db, 'Client', hashId(clientId));
  if (!client) throw new Error('no such client');
  await putRecord(store.db, { ...client, payload: { ...client.payload, freshUntil: Date.now() - 1_000 } });
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'it was taken',
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? error.message : String(error);
}

describe('a client that names itself by a metadata document', () => {
  it('signs people in without registration, and its address is the agent of their calls', async () => {
    const clientId = address();
    documents.answer(json(documentOf(clientId)));
    const browser = await weir.browserOf(1);
    const page = await browser.open(handClient(weir.url, { clientId }).ask().url);
    expect(page.text).toContain('Documented client');
    expect(page.text).toContain(`published by <strong>${new URL(clientId).host}</strong>`);
    const { access_token: token } = await tokensOf(handClient(weir.url, { clientId }), browser);
    expect((await callMcp(`${weir.url}/mcp`, token)).status).toBe(200);
    expect(weir.callers.at(-1)).toMatchObject({ agentId: clientId, userId: weir.person(1).id });
  });

  it('is fetched once for many requests at the same time and while its document is fresh', async () => {
    const clientId = address();
    documents.answer(json(documentOf(clientId), { 'cache-control': 'max-age=3600' }));
    const before = documents.requests();
    const browser = await weir.browserOf(0);
    const { url } = handClient(weir.url, { clientId }).ask();
    const pages = await Promise.all([1, 2, 3, 4, 5].map(() => browser.open(url)));
    expect(pages.map(({ status }) => status)).toStrictEqual([200, 200, 200, 200, 200]);
    await browser.open(url);
    expect(documents.requests()).toBe(before + 1);
  });

  it('redirects to nothing that its document does not name to the character', async () => {
    const clientId = address();
    documents.answer(json(documentOf(clientId, { redirect_uris: ['https://client.example/cb'] })));
    const browser = await weir.browserOf(0);
    for (const redirectUri of [
      'https://client.example/cb/',
      'https://client.example/cb2',
      loopbackRedirect,
    ]) {
      const page = await browser.open(handClient(weir.url, { clientId, redirectUri }).ask().url);
      expect(page.status).toBe(400);
      expect(page.outside).toBeUndefined();
    }
  });

  it('that was refused is not fetched again at once, and the browser sees a page of ours', async () => {
    const clientId = address();
    documents.answer((_request, response) => response.writeHead(500).end());
    const before = documents.requests();
    const browser = await weir.browserOf(0);
    for (const _ of [1, 2, 3]) {
      const page = await browser.open(handClient(weir.url, { clientId }).ask().url);
      expect(page.status).toBe(400);
      expect(page.text).toContain('invalid_client');
    }
    expect(documents.requests()).toBe(before + 1);
  });

  it('keeps working for a day while its document cannot be fetched', async () => {
    const clientId = address();
    documents.answer(json(documentOf(clientId)));
    const { refresh_token: token = '' } = await tokensOf(
      handClient(weir.url, { clientId }),
      await weir.browserOf(0),
    );
    await outdate(clientId);
    const before = documents.requests();
    documents.answer((_request, response) => response.destroy());
    expect((await handClient(weir.url, { clientId }).refresh(token)).status).toBe(200);
    expect(documents.requests()).toBeGreaterThan(before);
  });
});

describe('hostile metadata documents', () => {
  afterEach(() => documents.answer((_request, response) => response.writeHead(404).end()));

  it('on private addresses are not fetched: by number, by name, and by a name that resolves there', async () => {
    documents.answer(json(documentOf('x')));
    const before = documents.requests();
    const port = new URL(documents.origin).port;
    const hosts = ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '10.0.0.1', '169.254.169.254'];
    for (const host of hosts) {
      const message = await refusal(readMetadataDocument(`http://${host}:${port}/c.json`, closed));
      expect({ host, message }).toStrictEqual({
        host,
        message: 'The metadata document of this client cannot be used: it could not be fetched.',
      });
    }
    expect(documents.requests()).toBe(before);
  });

  it('even for development, addresses of cloud metadata stay closed', async () => {
    expect(await refusal(readMetadataDocument('http://169.254.169.254/c.json', open))).toContain(
      'could not be fetched',
    );
  });

  it('that redirect are refused, wherever to', async () => {
    const clientId = address();
    let followed = 0;
    documents.answer((request, response) => {
      if (request.url === '/elsewhere') followed += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await refusal(readMetadataDocument(clientId, open))).toContain('status 302');
    expect(followed).toBe(0);
  });

  it('that are huge are cut off, also without a length and when they unpack to it', async () => {
    const clientId = address();
    documents.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(`{"client_id":"${clientId}","padding":"`);
      const more = (): void => {
        if (response.destroyed) return;
        response.write('x'.repeat(16_384), () => setImmediate(more));
      };
      more();
    });
    expect(await refusal(readMetadataDocument(clientId, open))).toContain('could not be fetched');
    documents.answer(json(documentOf(clientId, { padding: 'x'.repeat(70_000) })));
    expect(await refusal(readMetadataDocument(clientId, open))).toContain('could not be fetched');
  });

  it('that are slow are given up after five seconds', async () => {
    const clientId = address();
    const gone = Promise.withResolvers<void>();
    documents.answer((request, response) => {
      request.on('close', () => gone.resolve());
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 200);
      response.on('close', () => clearInterval(timer));
    });
    expect(await refusal(readMetadataDocument(clientId, open))).toContain('could not be fetched');
    // The connection is not left open either.
    await gone.promise;
  });

  it('of another type than JSON, or that are no JSON, are refused', async () => {
    const clientId = address();
    for (const type of ['text/html', 'text/plain', 'application/jsonp', 'application/xml', '']) {
      documents.answer((_request, response) =>
        response
          .writeHead(200, type === '' ? {} : { 'content-type': type })
          .end(JSON.stringify(documentOf(clientId))),
      );
      expect({ type, message: await refusal(readMetadataDocument(clientId, open)) }).toStrictEqual({
        type,
        message: 'The metadata document of this client cannot be used: it is not JSON.',
      });
    }
    documents.answer((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"client_id":'),
    );
    expect(await refusal(readMetadataDocument(clientId, open))).toContain('is wrong');
  });

  it('that are about another address, have secrets or dangerous redirects are refused', async () => {
    const clientId = address();
    const wrong: readonly (readonly [object, string])[] = [
      [{ client_id: `${clientId}/` }, 'another address'],
      [{ client_id: clientId.toUpperCase() }, 'another address'],
      [{ client_id: 5 }, 'client_id is wrong'],
      [{ redirect_uris: [] }, 'redirect_uris is wrong'],
      [{ redirect_uris: ['javascript:alert(1)'] }, 'browsers run'],
      [{ redirect_uris: ['http://client.example/cb'] }, 'neither https'],
      [{ redirect_uris: [`${loopbackRedirect}#x`] }, 'fragment'],
      [{ client_secret: 'secret' }, 'client_secret is wrong'],
      [{ token_endpoint_auth_method: 'client_secret_basic' }, 'needs a secret'],
      [{ token_endpoint_auth_method: 'private_key_jwt' }, 'no keys'],
      [{ token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'http://127.0.0.1/keys' }, 'no keys'],
      [{ response_types: ['token'] }, 'does not use codes'],
      [{ client_name: 'x'.repeat(201) }, 'client_name is wrong'],
    ];
    for (const [fields, reason] of wrong) {
      documents.answer(json(documentOf(clientId, fields)));
      expect(await refusal(readMetadataDocument(clientId, open))).toContain(reason);
    }
  });

  it('client ids that are no plain https address are no documents', () => {
    const wrong = [
      'http://client.example/c.json',
      'https://client.example',
      'https://client.example/',
      'https://me@client.example/c.json',
      'https://client.example/c.json#f',
      'https://client.example/a/../c.json',
      'https://client.example/a/%2e%2e/c.json',
      'https://CLIENT.example/c.json',
      'https://client.example:443/c.json',
      'https://client.example/c .json',
      String.raw`https://client.example\c.json`,
      'ftp://client.example/c.json',
      'client',
      `https://client.example/${'x'.repeat(2_100)}`,
    ];
    expect(wrong.filter((id) => isDocumentAddress(id, true))).toStrictEqual([]);
    expect(isDocumentAddress('https://client.example/c.json', false)).toBe(true);
    expect(isDocumentAddress('http://127.0.0.1:99/c.json', false)).toBe(false);
    expect(isDocumentAddress('http://127.0.0.1:99/c.json', true)).toBe(true);
  });
});
