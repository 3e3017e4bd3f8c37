import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { idText } from '../http/id-text.ts';
import type { MediaAddress } from '../http/media.ts';
import { optionalIntParam } from '../http/query.ts';
import { readJson } from '../http/read-json.ts';
import {
  addAttachment,
  attachmentNamed,
  currentFile,
  refuseFileName,
  updateAttachmentBytes,
  updateAttachmentDetails,
} from '../model/attachments.ts';
import type { Attachment } from '../model/entities.ts';
import { canUpdate } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { attachmentJson } from './attachment-json.ts';
import { asWhole } from './content-json.ts';
import { expandOf } from './expand.ts';
import {
  attachmentOfPath,
  contentById,
  contentOfPath,
  noContent,
  notPermitted,
  writableContentOfPath,
} from './find.ts';
import { listJson } from './list-answer.ts';
import { readUpload } from './upload.ts';

const detailsWrite = z.looseObject({
  id: z.string(),
  type: z.literal('attachment'),
  version: z.looseObject({ number: z.coerce.number().int() }),
  title: z.string().min(1).optional(),
  metadata: z.looseObject({ mediaType: z.string(), comment: z.string() }).partial().optional(),
  container: z.looseObject({ id: idText }).optional(),
});

/** Uploads, renames and downloads (facts: confluence-api §7). */
export function attachmentRoutes(addressOf: MediaAddress): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const path = '/content/:id/child/attachment';

  routes.post(path, (c) =>
    upload(c, (name, contentId) => {
      refuseFileName(c.get('site'), contentId, name, null);
      return name;
    }),
  );
  routes.put(path, (c) =>
    upload(c, (name, contentId) => attachmentNamed(c.get('site'), contentId, name) ?? name),
  );

  routes.post(`${path}/:attachmentId/data`, async (c) => {
    const attachment = attachmentOfPath(c, writableContentOfPath(c));
    const [file] = (await readUpload(c)).files;
    if (file === undefined) throw new Refusal('invalid', 'At least one file is required');
    updateAttachmentBytes(c.get('site'), attachment, file);
    return c.json(asWhole(c.get('site'), json(c, attachment)));
  });

  routes.put(`${path}/:attachmentId`, async (c) => {
    const wanted = await readJson(c, detailsWrite);
    const attachment = attachmentOfPath(c, writableContentOfPath(c));
    const current = currentFile(attachment).number;
    // Measured with the version to come; the document reads like the one that stands.
    if (wanted.version.number !== current && wanted.version.number !== current + 1) {
      throw new Refusal('stale-version', `The version of the attachment is ${current}`, current);
    }
    const target =
      wanted.container === undefined ? null : contentById(c, wanted.container.id, ['page', 'blogpost']);
    if (target !== null && !canUpdate(c.get('site'), c.get('person'), target)) throw notPermitted();
    const { mediaType, comment } = wanted.metadata ?? {};
    updateAttachmentDetails(c.get('site'), attachment, {
      ...(wanted.title === undefined ? {} : { title: wanted.title }),
      ...(mediaType === undefined ? {} : { mediaType }),
      ...(comment === undefined ? {} : { comment }),
      ...(target === null ? {} : { contentId: target.id }),
    });
    return c.json(asWhole(c.get('site'), json(c, attachment)));
  });

  routes.get(`${path}/:attachmentId/download`, (c) => {
    const attachment = attachmentOfPath(c, contentOfPath(c));
    return redirect(c, addressOf, attachment);
  });
  return routes;
}

/** `/download/attachments/{contentId}/{name}` below the `/wiki` context, as `_links.download` says it. */
export function downloadRoutes(addressOf: MediaAddress): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const path of ['attachments', 'thumbnails']) {
    routes.get(`/download/${path}/:id/:name`, (c) => {
      const content = contentOfPath(c);
      const attachment = attachmentNamed(c.get('site'), content.id, c.req.param('name'));
      if (attachment === undefined) throw noContent(c.req.param('name'));
      return redirect(c, addressOf, attachment);
    });
  }
  return routes;
}

function redirect(c: RouteContext, addressOf: MediaAddress, attachment: Attachment): Response {
  const number = optionalIntParam(c, 'version');
  const version =
    number === null
      ? currentFile(attachment)
      : attachment.versions.find((candidate) => candidate.number === number);
  if (version === undefined) throw noContent(attachment.id);
  return c.redirect(addressOf(attachment, version), 302);
}

/** `place` says for a name whether to add a file under it or to write over an attachment that is there. */
async function upload(
  c: RouteContext,
  place: (name: string, contentId: string) => string | Attachment,
): Promise<Response> {
  const { files } = await readUpload(c);
  const content = writableContentOfPath(c);
  if (files.length === 0) throw new Refusal('invalid', 'At least one file is required');
  const site = c.get('site');
  const places = files.map((file) => ({ file, where: place(file.name, content.id) }));
  const written = places.map(({ file, where }) => {
    if (typeof where === 'string') return addAttachment(site, content, where, file);
    updateAttachmentBytes(site, where, file);
    return where;
  });
  return c.json(
    listJson(c, { rows: written, render: (attachment) => json(c, attachment), defaultLimit: 200 }),
  );
}

function json(c: RouteContext, attachment: Attachment): Record<string, unknown> {
  return attachmentJson(c.get('site'), c.get('person'), attachment, expandOf(c, 'version', 'container'));
}
