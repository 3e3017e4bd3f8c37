import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { isoTime } from '../http/iso-time.ts';
import type { MediaAddress } from '../http/media.ts';
import { boolParam, enumListParam, optionalIntParam, pathId } from '../http/query.ts';
import { currentFile } from '../model/attachments.ts';
import type { Attachment, AttachmentVersion } from '../model/entities.ts';
import { attachmentLinks } from '../model/links.ts';
import { describeMediaType } from '../model/media-types.ts';
import { canAdminister, canReadAttachment } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { changed, type Site } from '../model/site.ts';
import { attachmentOfPath, canWriteAttachment } from './attachment-find.ts';
import { embedded } from './embedded.ts';
import { collectionOf, contentOfPath } from './find.ts';
import { labelJson } from './label-json.ts';
import { pagedAnswer } from './paged-answer.ts';
import { attachmentOperations } from '../model/permitted-operations.ts';
import { propertyJson } from './property-json.ts';
import { singleAnswer } from './single-answer.ts';
import { sorted } from './sorted.ts';
import { listedVersionJson, versionJson } from './version-json.ts';

/** Attachments as v2 knows them: read and deleted here, uploaded through v1 (facts: confluence-api §7). */
export function attachmentRoutes(addressOf: MediaAddress): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/attachments', (c) => attachmentList(c, [...c.get('site').attachments.values()]));
  for (const kind of ['page', 'blogpost'] as const) {
    routes.get(`/${collectionOf[kind]}/:id/attachments`, (c) => {
      const content = contentOfPath(c, kind);
      const all = [...c.get('site').attachments.values()];
      return attachmentList(
        c,
        all.filter((attachment) => attachment.contentId === content.id),
      );
    });
  }
  routes.get('/labels/:id/attachments', (c) => {
    const id = pathId(c);
    const all = [...c.get('site').attachments.values()];
    return attachmentList(
      c,
      all.filter((attachment) => attachment.labels.some((label) => label.id === id)),
    );
  });

  routes.get('/attachments/:id', (c) => {
    const attachment = attachmentOfPath(c);
    const [site, person] = [c.get('site'), c.get('person')];
    const number = optionalIntParam(c, 'version');
    const file =
      number === null
        ? currentFile(attachment)
        : attachment.versions.find((version) => version.number === number);
    if (file === undefined)
      throw new Refusal('not-found', `Cannot find version [${number}] of the attachment`);
    return singleAnswer(c, {
      ...attachmentJson(site, attachment, file),
      ...embedded(c, {
        labels: () => attachment.labels.map(labelJson),
        properties: () => [...attachment.properties.values()].map(propertyJson),
        operations: () => attachmentOperations(site, person, attachment),
        versions: () => attachment.versions.toReversed().map(listedVersionJson),
      }),
    });
  });

  routes.get('/attachments/:id/thumbnail/download', (c) => {
    const attachment = attachmentOfPath(c);
    if (!attachment.mediaType.startsWith('image/')) {
      throw new Refusal('not-found', `Cannot find a thumbnail of attachment [${attachment.id}]`);
    }
    return c.redirect(addressOf(attachment, currentFile(attachment)), 302);
  });

  routes.delete('/attachments/:id', (c) => {
    const attachment = attachmentOfPath(c);
    const site = c.get('site');
    const content = site.contents.get(attachment.contentId);
    const missing = new Refusal('not-found', `Cannot find an attachment with id [${attachment.id}]`);
    if (!canWriteAttachment(c, attachment)) throw missing;
    if (boolParam(c, 'purge')) {
      if (attachment.status !== 'trashed')
        throw new Refusal('invalid', 'Only a trashed attachment can be purged');
      if (content === undefined || !canAdminister(site, c.get('person'), content)) throw missing;
      site.attachments.delete(attachment.id);
    } else {
      if (attachment.status === 'trashed') throw missing;
      attachment.status = 'trashed';
    }
    changed(site);
    return c.body(null, 204);
  });
  return routes;
}

function attachmentList(c: RouteContext, attachments: readonly Attachment[]): Response {
  const [site, person] = [c.get('site'), c.get('person')];
  const asked: string[] = enumListParam(c, 'status', ['current', 'archived', 'trashed']);
  const statuses = asked.length === 0 ? ['current', 'archived'] : asked;
  const [mediaType, filename] = [c.req.query('mediaType'), c.req.query('filename')];
  const rows = attachments.filter(
    (attachment) =>
      statuses.includes(attachment.status) &&
      (mediaType === undefined || attachment.mediaType === mediaType) &&
      (filename === undefined || attachment.title === filename) &&
      canReadAttachment(site, person, attachment),
  );
  return pagedAnswer(c, {
    rows: sorted(c, rows, {
      'created-date': (attachment) => attachment.createdAt,
      'modified-date': (attachment) => currentFile(attachment).createdAt,
    }),
    idOf: (attachment) => attachment.id,
    render: (attachment) => attachmentJson(site, attachment, currentFile(attachment)),
    defaultLimit: 50,
  });
}

function attachmentJson(
  site: Site,
  attachment: Attachment,
  file: AttachmentVersion,
): Record<string, unknown> {
  const content = site.contents.get(attachment.contentId);
  const links = attachmentLinks(attachment);
  return {
    id: attachment.id,
    status: attachment.status,
    title: attachment.title,
    createdAt: isoTime(attachment.createdAt),
    ...(content?.kind === 'blogpost'
      ? { blogPostId: attachment.contentId }
      : { pageId: attachment.contentId }),
    mediaType: attachment.mediaType,
    mediaTypeDescription: describeMediaType(attachment.mediaType),
    comment: file.comment,
    fileId: attachment.fileId,
    fileSize: file.bytes.byteLength,
    webuiLink: links.webui,
    downloadLink: links.download,
    version: versionJson(file),
    _links: { webui: links.webui, download: links.download },
  };
}
