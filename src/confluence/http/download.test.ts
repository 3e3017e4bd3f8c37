import { describe, expect, it } from 'vitest';
import { json, startTestServer } from '../testing/http-server.ts';
import { testTransport } from '../testing/test-transport.ts';
import { createTestRuntime } from '../testing/test-runtime.ts';

const never = new AbortController().signal;

function download(origin: string) {
  return {
    origin,
    path: '/wiki/rest/api/content/1/child/attachment/att2/download',
    method: 'GET',
    effect: 'read',
    person: 'ann',
    authorization: 'Basic c2VjcmV0',
  } as const;
}

async function textOf(bytes: ReadableStream<Uint8Array> | undefined): Promise<string> {
  return new Response(bytes ?? null).text();
}

describe('a download', () => {
  it('follows the redirect without credentials and operator headers', async () => {
    const media = await startTestServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' });
      response.end('bytes');
    });
    const site = await startTestServer((_request, response) => {
      response.writeHead(302, { location: `${media.origin}/file/9?token=t` });
      response.end();
    });
    const transport = testTransport({ allowedHosts: ['127.0.0.1'], headers: { 'x-gateway-key': 'k' } });
    const opened = await transport.open(download(site.origin), never);
    expect(opened.headers['content-type']).toBe('image/png');
    expect(await textOf(opened.bytes)).toBe('bytes');
    expect(site.seen[0]?.headers).toMatchObject({ authorization: 'Basic c2VjcmV0', 'x-gateway-key': 'k' });
    expect(media.seen[0]?.path).toBe('/file/9?token=t');
    expect(media.seen[0]?.headers['authorization']).toBeUndefined();
    expect(media.seen[0]?.headers['x-gateway-key']).toBeUndefined();
  });

  it('takes a redirect as the answer where it is told to', async () => {
    const site = await startTestServer((_request, response) => {
      response.writeHead(302, { location: '/login.action' });
      response.end('moved');
    });
    const opened = await testTransport().open({ ...download(site.origin), followRedirects: false }, never);
    expect(opened).toMatchObject({ status: 302, headers: { location: '/login.action' } });
    expect(opened.bytes).toBeUndefined();
    expect(site.seen).toHaveLength(1);
  });

  it('can be given up before and while its bytes come', async () => {
    const site = await startTestServer((_request, response) => {
      response.write(Buffer.alloc(300_000));
      setImmediate(() => response.end(Buffer.alloc(300_000)));
    });
    const transport = testTransport();
    const unread = await transport.open(download(site.origin), never);
    await unread.bytes?.cancel();
    const begun = await transport.open(download(site.origin), never);
    const reader = begun.bytes?.getReader();
    expect((await reader?.read())?.value?.byteLength).toBeGreaterThan(0);
    await reader?.cancel();
    // The transport goes on serving.
    const again = await transport.open(download(site.origin), never);
    expect((await textOf(again.bytes)).length).toBe(600_000);
  });

  it('does not go to a host that the connection does not allow', async () => {
    const media = await startTestServer((_request, response) => response.end('bytes'));
    const site = await startTestServer((_request, response) => {
      response.writeHead(302, { location: media.origin });
      response.end();
    });
    for (const allowedHosts of [[], ['example.com', '*.0.0.1.example', `127.0.0.1:1`]]) {
      const opening = testTransport({ allowedHosts }).open(download(site.origin), never);
      await expect(opening).rejects.toThrow(
        'The download leads to a host that this connection does not allow.',
      );
    }
    expect(media.seen).toHaveLength(0);
  });

  it('does not go to a private address behind an allowed name', async () => {
    const site = await startTestServer((_request, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' });
      response.end();
    });
    const opening = testTransport({ allowedHosts: ['169.254.169.254'] }).open(download(site.origin), never);
    await expect(opening).rejects.toMatchObject({ code: 'denied' });
  });

  it('ends a chain of redirects', async () => {
    const site = await startTestServer((_request, response) => {
      response.writeHead(302, { location: '/again' });
      response.end();
    });
    await expect(testTransport({}).open(download(site.origin), never)).rejects.toThrow(
      'redirected too often',
    );
    expect(site.seen).toHaveLength(6);
  });

  it('gives a refusal back whole, after repeating what is transient', async () => {
    const statuses = [503, 404];
    const site = await startTestServer((_request, response) =>
      json(response, { message: 'no' }, statuses.shift() ?? 200),
    );
    const opened = await testTransport({ runtime: createTestRuntime() }).open(download(site.origin), never);
    expect(opened.status).toBe(404);
    expect(opened.bytes).toBeUndefined();
    expect(opened.body.toString()).toBe('{"message":"no"}');
  });

  it('stops at the size limit', async () => {
    const site = await startTestServer((_request, response) => response.end('x'.repeat(2_000_000)));
    const opened = await testTransport({ maxDownloadBytes: 1_000_000 }).open(download(site.origin), never);
    await expect(textOf(opened.bytes)).rejects.toMatchObject({ code: 'too_large' });
  });

  it('lets go of the connection when the reader does', async () => {
    let closed: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (closed = resolve));
    const site = await startTestServer((_request, response) => {
      response.on('close', closed);
      response.write('x'.repeat(100_000));
    });
    const opened = await testTransport({}).open(download(site.origin), never);
    const reader = opened.bytes?.getReader();
    await reader?.read();
    await reader?.cancel();
    await gone;
    expect(site.seen).toHaveLength(1);
  });

  it('is cut short by the caller, also in the middle', async () => {
    const caller = new AbortController();
    const site = await startTestServer((_request, response) => void response.write('x'.repeat(1000)));
    const opened = await testTransport({}).open(download(site.origin), caller.signal);
    const reading = textOf(opened.bytes);
    caller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});
