import { z } from 'zod';
import { bodyValue, id, links, text } from '../wire-schemas.ts';

export { label, links, listOf } from '../wire-schemas.ts';

/**
 * What Weir reads of Confluence Cloud's answers. Loose: the wire carries fields that no document lists, and almost
 * nothing is promised to be there (facts: confluence-api §11).
 */
export const version = z
  .looseObject({
    number: z.number(),
    createdAt: text,
    authorId: text,
    message: text,
    minorEdit: z.boolean().nullish(),
  })
  .nullish();

/** One entry a representation; empty without `body-format`. */
export const body = z
  .looseObject({ storage: bodyValue, atlas_doc_format: bodyValue, view: bodyValue })
  .nullish();

/** Pages and blog posts. */
export const page = z.looseObject({
  id,
  status: z.string(),
  title: text,
  spaceId: id.nullish(),
  parentId: id.nullish(),
  parentType: text,
  authorId: text,
  ownerId: text,
  createdAt: text,
  version,
  body,
  _links: links,
});

export const space = z.looseObject({
  id,
  key: z.string(),
  name: z.string(),
  type: text,
  status: text,
  homepageId: id.nullish(),
  description: z.looseObject({ plain: bodyValue }).nullish(),
  createdAt: text,
  _links: links,
});

export const treeNode = z.looseObject({
  id,
  type: text,
  title: text,
  status: text,
  spaceId: id.nullish(),
  parentId: id.nullish(),
  depth: z.number().nullish(),
  childPosition: z.number().nullish(),
});

export const comment = z.looseObject({
  id,
  status: text,
  pageId: id.nullish(),
  blogPostId: id.nullish(),
  parentCommentId: id.nullish(),
  version,
  body,
  resolutionStatus: text,
  properties: z.looseObject({ inlineMarkerRef: text, inlineOriginalSelection: text }).nullish(),
  _links: links,
});

export const attachment = z.looseObject({
  id,
  title: text,
  status: text,
  pageId: id.nullish(),
  blogPostId: id.nullish(),
  mediaType: text,
  fileSize: z.number().nullish(),
  fileId: text,
  comment: text,
  createdAt: text,
  version,
  webuiLink: text,
  _links: links,
});

export const pageVersion = z.looseObject({
  number: z.number(),
  createdAt: text,
  authorId: text,
  message: text,
  minorEdit: z.boolean().nullish(),
  page: z.looseObject({ body }).nullish(),
});

export const user = z.looseObject({
  accountId: text,
  displayName: text,
  publicName: text,
  email: text,
});
