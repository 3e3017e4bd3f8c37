import { z } from 'zod';
import type { Paged } from '../confluence/ports.ts';

/**
 * The machine-readable answers. Only ids are required: the small form that a text reader gets beside the text
 * (`brief`) leaves the rest out.
 */
const text = z.string().optional();
const integer = z.int().optional();

export const versionShape = z.object({
  number: z.int(),
  createdAt: text,
  authorId: text,
  message: text,
  minorEdit: z.boolean().optional(),
});

export const bodyShape = z.object({ representation: z.string(), value: z.string() });

export const pageShape = z.object({
  id: z.string(),
  type: text,
  status: text,
  title: text,
  spaceId: text,
  parentId: text,
  parentType: text,
  authorId: text,
  ownerId: text,
  createdAt: text,
  version: versionShape.optional(),
  body: bodyShape.optional(),
  webUrl: text,
});

export const spaceShape = z.object({
  id: z.string(),
  key: text,
  name: text,
  type: text,
  status: text,
  homepageId: text,
  description: text,
  createdAt: text,
  webUrl: text,
});

export const nodeShape = z.object({
  id: z.string(),
  type: z.string(),
  title: text,
  status: text,
  spaceId: text,
  parentId: text,
  depth: integer,
  position: integer,
});

export const commentShape = z.object({
  id: z.string(),
  kind: text,
  status: text,
  pageId: text,
  blogPostId: text,
  parentCommentId: text,
  authorId: text,
  createdAt: text,
  version: versionShape.optional(),
  body: bodyShape.optional(),
  webUrl: text,
  resolutionStatus: text,
  markerRef: text,
  selection: text,
});

export const labelShape = z.object({ id: text, name: z.string(), prefix: z.string() });

export const attachmentShape = z.object({
  id: z.string(),
  title: text,
  status: text,
  pageId: text,
  blogPostId: text,
  mediaType: text,
  fileSize: integer,
  fileId: text,
  comment: text,
  createdAt: text,
  version: versionShape.optional(),
  webUrl: text,
});

export const hitShape = z.object({
  id: text,
  entityType: text,
  type: text,
  title: text,
  spaceKey: text,
  spaceName: text,
  excerpt: text,
  lastModified: text,
  webUrl: text,
});

/** A list as the ports give it. */
export function listShape<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: text });
}

/** A list that belongs to one page; the id is what the answer is judged on. */
export function pageListShape<T extends z.ZodType>(item: T) {
  return listShape(item).extend({ pageId: z.string() });
}

export function listOutput<T>({ items, nextCursor }: Paged<T>): { items: T[]; nextCursor?: string } {
  return { items: [...items], ...(nextCursor !== undefined && { nextCursor }) };
}

/** What a program needs to go on with a page: its id and version. */
export function briefPage({ id, version }: z.output<typeof pageShape>): z.output<typeof pageShape> {
  return { id, ...(version && { version: { number: version.number } }) };
}
