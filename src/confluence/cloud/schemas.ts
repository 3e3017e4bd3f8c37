import { z } from 'zod';

/**
 * What Weir reads of Confluence Cloud's answers. Loose: the wire carries fields that no document lists, and almost
 * nothing is promised to be there (facts: confluence-api §11).
 */
export const id = z.union([z.string(), z.number().transform(String)]);
const text = z.string().nullish();

export const links = z.looseObject({ base: text, webui: text, next: text }).nullish();

export const version = z
  .looseObject({
    number: z.number(),
    createdAt: text,
    authorId: text,
    message: text,
    minorEdit: z.boolean().nullish(),
  })
  .nullish();

const bodyValue = z.looseObject({ representation: text, value: text }).nullish();

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

export const label = z.looseObject({
  id: id.nullish(),
  name: z.string(),
  prefix: z.string().default('global'),
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

const container = z.looseObject({ title: text, displayUrl: text }).nullish();

export const searchResult = z.looseObject({
  entityType: text,
  title: text,
  excerpt: text,
  url: text,
  lastModified: text,
  resultGlobalContainer: container,
  content: z.looseObject({ id: id.nullish(), type: text, title: text, _links: links }).nullish(),
  space: z.looseObject({ id: id.nullish(), key: text, name: text, type: text, _links: links }).nullish(),
  user: user.nullish(),
});

export const searchPage = z.looseObject({
  results: z.array(searchResult),
  totalSize: z.number().nullish(),
  _links: links,
});

/** A list as both API versions give it. */
export function listOf<T extends z.ZodType>(row: T) {
  return z.looseObject({ results: z.array(row), _links: links });
}
