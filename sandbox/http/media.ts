import { createHmac, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Attachment, AttachmentVersion } from '../model/entities.ts';
import type { Site } from '../model/site.ts';
import type { RouteContext, RouteEnv } from './context.ts';

/**
 * The store of files, which stands for `api.media.atlassian.com`: a download redirects here with a token in the query, and
 * requests that still carry `Authorization` are refused (facts: confluence-api §7).
 */
export function mediaRoutes(site: Site, key: Uint8Array): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/media/file/:fileId/binary', (c) => {
    if (c.req.header('authorization') !== undefined) {
      return c.json({ error: { code: 'BadRequest', title: 'Only one auth mechanism allowed' } }, 400);
    }
    const found = fileOf(site, c);
    const token = c.req.query('token') ?? '';
    const expiry = Number(c.req.query('expiry') ?? 0);
    if (
      found === undefined ||
      !sameText(token, tokenOf(key, c.req.param('fileId'), found.version.number, expiry))
    ) {
      return c.json({ error: { code: 'Unauthorized', title: 'The token is not valid for this file' } }, 403);
    }
    if (expiry < site.clock.now())
      return c.json({ error: { code: 'TokenExpired', title: 'Token expired' } }, 403);
    return new Response(new Uint8Array(found.version.bytes), {
      headers: {
        'content-type': found.attachment.mediaType,
        'content-length': String(found.version.bytes.byteLength),
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.attachment.title)}`,
      },
    });
  });
  return routes;
}

const tokenLifeMs = 30 * 60_000;

/** Makes the address that a download redirects to. */
export type MediaAddress = (attachment: Attachment, version: AttachmentVersion) => string;

export function mediaAddress(site: Site, key: Uint8Array): MediaAddress {
  return (attachment, version) => {
    const expiry = site.clock.now() + tokenLifeMs;
    const query = new URLSearchParams({
      version: String(version.number),
      expiry: String(expiry),
      token: tokenOf(key, attachment.fileId, version.number, expiry),
    });
    return `${site.mediaUrl}/media/file/${attachment.fileId}/binary?${query.toString()}`;
  };
}

function fileOf(
  site: Site,
  c: RouteContext,
): { readonly attachment: Attachment; readonly version: AttachmentVersion } | undefined {
  for (const attachment of site.attachments.values()) {
    if (attachment.fileId !== c.req.param('fileId')) continue;
    const version = attachment.versions.find(
      (candidate) => candidate.number === Number(c.req.query('version')),
    );
    return version === undefined ? undefined : { attachment, version };
  }
  return undefined;
}

function tokenOf(key: Uint8Array, fileId: string, version: number, expiry: number): string {
  return createHmac('sha256', key).update(`${fileId} ${version} ${expiry}`).digest('base64url');
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
