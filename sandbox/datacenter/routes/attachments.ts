import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { idText } from '../../http/id-text.ts';
import { intParam } from '../../http/query.ts';
import { readJson } from '../../http/read-json.ts';
import {
  addAttachment,
  attachmentNamed,
  currentFile,
  refuseFileName,
  updateAttachmentBytes,
  updateAttachmentDetails,
} from '../../model/attachments.ts';
import type { Attachment, Content } from '../../model/entities.ts';
import { canUpdate } from '../../model/permissions.ts';
import { Refusal } from '../../model/refusal.ts';
import { changed } from '../../model/site.ts';
import { notPermitted } from '../error.ts';
import { attachmentOfPath, contentById, contentOfPath, writableContentOfPath } from '../find.ts';
import { wholeContentJson } from '../json/content-json.ts';
import { expandOf } from '../json/expand.ts';
import { viewFor } from '../json/view-of.ts';
import { listJson } from '../list-answer.ts';
import { readFiles } from '../upload.ts';
import { deleteAttachment } from './content-delete.ts';

const details = z.looseObject({
  version: z.looseObject({ number: z.coerce.number().int() }),
  title: z.string().min(1).optional(),
  metadata: z.looseObject({ mediaType: z.string(), comment: z.string() }).partial().optional(),
  extensions: z.looseObject({ mediaType: z.string(), comment: z.string() }).partial().optional(),
  container: z.looseObject({ id: idText }).optional(),
});

/** Uploads, new bytes, names, moves and deletions. There is no create-or-update as on Cloud (facts: confluence-api §14). */
export function attachmentRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const all = '/content/:id/child/attachment';
  const one = `${all}/:attachmentId`;
  routes.post(all, async (c) => {
    const files = await readFiles(c);
    const [site, content] = [c.get('site'), writableContentOfPath(c)];
    const overwrites = c.req.query('allowDuplicated')?.toLowerCase() === 'true';
    const places = files.map((file) => {
      const known = overwrites ? attachmentNamed(site, content.id, file.name) : undefined;
      if (known === undefined) refuseFileName(site, content.id, file.name, null);
      return { file, known };
    });
    const rows = places.map(({ file, known }) => {
      if (known === undefined) return addAttachment(site, content, file.name, file);
      updateAttachmentBytes(site, known, file);
      return known;
    });
    const expand = expandOf(c, 'version', 'container');
    return c.json(
      listJson(c, { rows, render: (row) => viewFor(c).attachment(row, expand), defaultLimit: 50 }),
    );
  });
  routes.post(`${one}/data`, async (c) => {
    const [file] = await readFiles(c);
    const attachment = attachmentOfPath(c, writableContentOfPath(c));
    if (file !== undefined) updateAttachmentBytes(c.get('site'), attachment, file);
    return whole(c, attachment);
  });
  routes.put(one, async (c) => {
    const wanted = await readJson(c, details);
    const attachment = attachmentOfPath(c, writableContentOfPath(c));
    const current = currentFile(attachment).number;
    if (wanted.version.number !== current)
      throw new Refusal('conflict', `The version of the attachment is ${current}`);
    const mediaType = wanted.metadata?.mediaType ?? wanted.extensions?.mediaType;
    const comment = wanted.metadata?.comment ?? wanted.extensions?.comment;
    updateAttachmentDetails(c.get('site'), attachment, {
      ...(wanted.title === undefined ? {} : { title: wanted.title }),
      ...(mediaType === undefined ? {} : { mediaType }),
      ...(comment === undefined ? {} : { comment }),
      ...(wanted.container === undefined ? {} : { contentId: destination(c, wanted.container.id).id }),
    });
    return whole(c, attachment);
  });
  routes.post(`${one}/move`, (c) => {
    const attachment = attachmentOfPath(c, writableContentOfPath(c));
    const [contentId, title] = [c.req.query('newContentId'), c.req.query('newName')];
    updateAttachmentDetails(c.get('site'), attachment, {
      ...(title === undefined ? {} : { title }),
      ...(contentId === undefined ? {} : { contentId: destination(c, contentId).id }),
    });
    return c.body(null, 204);
  });
  routes.delete(one, (c) => {
    const content = contentOfPath(c);
    deleteAttachment(c, attachmentOfPath(c, content), content);
    return c.body(null, 204);
  });
  routes.delete(`${one}/version/:version`, (c) => {
    const attachment = attachmentOfPath(c, writableContentOfPath(c));
    const left = attachment.versions.filter(({ number }) => number !== Number(c.req.param('version')));
    if (left.length === attachment.versions.length || left.length === 0)
      throw new Refusal('not-found', `There is no version ${c.req.param('version')} that can be removed`);
    attachment.versions = left;
    changed(c.get('site'));
    return c.body(null, 204);
  });
  routes.get(`${one}/extractedtext`, (c) => {
    const attachment = attachmentOfPath(c, contentOfPath(c));
    if (!/^text\/|json|xml/.test(attachment.mediaType)) return c.body(null, 204);
    const limit = intParam(c, 'limit', { default: 1_000_000, min: 0, max: 2_147_483_647 });
    const text = Buffer.from(currentFile(attachment).bytes).toString('utf8');
    return c.json({ extractedText: text.slice(0, limit) });
  });
  return routes;
}

function destination(c: RouteContext, contentId: string): Content {
  const content = contentById(c, contentId);
  if (!canUpdate(c.get('site'), c.get('person'), content)) throw notPermitted('move the attachment');
  return content;
}

function whole(c: RouteContext, attachment: Attachment): Response {
  const view = viewFor(c);
  return c.json(
    wholeContentJson(view.site, view.attachment(attachment, expandOf(c, 'version', 'container'))),
  );
}
