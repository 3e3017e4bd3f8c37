import { z } from 'zod';
import { bodyValue, id, links, text } from '../wire-schemas.ts';

/**
 * What Weir reads of the content API's answers, on Cloud and Data Center alike. Loose: most fields come only when they are
 * expanded (data: shapes-dc, shapes-v1).
 */

/** A person: with an account id on Cloud, with a user key on Data Center. */
export const person = z.looseObject({
  type: text,
  accountId: text,
  userKey: text,
  username: text,
  displayName: text,
});

export type Person = z.output<typeof person>;

const version = z
  .looseObject({
    number: z.number(),
    by: person.nullish(),
    when: text,
    message: text,
    minorEdit: z.boolean().nullish(),
  })
  .nullish();

const reference = z.looseObject({ id: id.nullish(), type: text }).nullish();

/** The place among siblings; `none` where nobody ordered them. */
const position = z.union([z.number(), z.string()]).nullish();

/** Pages, blog posts, comments and attachments have one form. */
export const content = z.looseObject({
  id,
  type: text,
  status: text,
  title: text,
  space: z.looseObject({ id: id.nullish(), key: text }).nullish(),
  history: z.looseObject({ createdBy: person.nullish(), createdDate: text }).nullish(),
  version,
  ancestors: z.array(z.looseObject({ id, type: text, status: text, title: text })).nullish(),
  container: reference,
  body: z.looseObject({ storage: bodyValue, atlas_doc_format: bodyValue, view: bodyValue }).nullish(),
  metadata: z.looseObject({ mediaType: text, comment: text }).nullish(),
  extensions: z
    .looseObject({
      position,
      mediaType: text,
      fileSize: z.number().nullish(),
      fileId: text,
      comment: text,
      /** Of comments: `footer`, `inline`, `resolved`. */
      location: text,
      inlineProperties: z.looseObject({ originalSelection: text, markerRef: text }).nullish(),
      resolution: z.looseObject({ status: text }).nullish(),
    })
    .nullish(),
  _links: z.looseObject({ base: text, webui: text, download: text }).nullish(),
});

export type Content = z.output<typeof content>;

export const space = z.looseObject({
  id,
  key: z.string(),
  name: z.string(),
  type: text,
  status: text,
  homepage: reference,
  description: z.looseObject({ plain: bodyValue }).nullish(),
  creationDate: text,
  _links: links,
});
