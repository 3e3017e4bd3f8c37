import { z } from 'zod';
import type { Paged } from '../confluence/ports.ts';
import { once } from '../kernel/once.ts';

/**
 * The machine-readable answers. Only ids are required: the small form that a text reader gets beside the text
 * (`brief`) leaves the rest out. Each is made on first use.
 */
const text = once(() => z.string().optional());
const integer = once(() => z.int().optional());

export const versionShape = once(() =>
  z.object({
    number: z.int(),
    createdAt: text(),
    authorId: text(),
    message: text(),
    minorEdit: z.boolean().optional(),
  }),
);

export const bodyShape = once(() => z.object({ representation: z.string(), value: z.string() }));

export const pageShape = once(() =>
  z.object({
    id: z.string(),
    type: text(),
    status: text(),
    title: text(),
    spaceId: text(),
    parentId: text(),
    parentType: text(),
    authorId: text(),
    ownerId: text(),
    createdAt: text(),
    version: versionShape().optional(),
    body: bodyShape().optional(),
    webUrl: text(),
  }),
);

export const spaceShape = once(() =>
  z.object({
    id: z.string(),
    key: text(),
    name: text(),
    type: text(),
    status: text(),
    homepageId: text(),
    description: text(),
    createdAt: text(),
    webUrl: text(),
  }),
);

export const nodeShape = once(() =>
  z.object({
    id: z.string(),
    type: z.string(),
    title: text(),
    status: text(),
    spaceId: text(),
    parentId: text(),
    depth: integer(),
    position: integer(),
  }),
);

export const commentShape = once(() =>
  z.object({
    id: z.string(),
    kind: text(),
    status: text(),
    pageId: text(),
    blogPostId: text(),
    parentCommentId: text(),
    authorId: text(),
    createdAt: text(),
    version: versionShape().optional(),
    body: bodyShape().optional(),
    webUrl: text(),
    resolutionStatus: text(),
    markerRef: text(),
    selection: text(),
  }),
);

export const labelShape = once(() => z.object({ id: text(), name: z.string(), prefix: z.string() }));

export const attachmentShape = once(() =>
  z.object({
    id: z.string(),
    title: text(),
    status: text(),
    pageId: text(),
    blogPostId: text(),
    mediaType: text(),
    fileSize: integer(),
    fileId: text(),
    comment: text(),
    createdAt: text(),
    version: versionShape().optional(),
    webUrl: text(),
  }),
);

export const hitShape = once(() =>
  z.object({
    id: text(),
    entityType: text(),
    type: text(),
    title: text(),
    spaceKey: text(),
    spaceName: text(),
    excerpt: text(),
    lastModified: text(),
    webUrl: text(),
  }),
);

/** A list as the ports give it. */
export function listShape<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: text() });
}

/** A list that belongs to one page; the id is what the answer is judged on. */
export function pageListShape<T extends z.ZodType>(item: T) {
  return listShape(item).extend({ pageId: z.string() });
}

type OutputOf<Shape extends () => z.ZodType> = z.output<ReturnType<Shape>>;
export type BodyOutput = OutputOf<typeof bodyShape>;
export type PageOutput = OutputOf<typeof pageShape>;
export type SpaceOutput = OutputOf<typeof spaceShape>;
export type NodeOutput = OutputOf<typeof nodeShape>;
export type CommentOutput = OutputOf<typeof commentShape>;
export type LabelOutput = OutputOf<typeof labelShape>;
export type AttachmentOutput = OutputOf<typeof attachmentShape>;
export type HitOutput = OutputOf<typeof hitShape>;

export function listOutput<T>({ items, nextCursor }: Paged<T>): { items: T[]; nextCursor?: string } {
  return { items: [...items], ...(nextCursor !== undefined && { nextCursor }) };
}

/** What a program needs to go on with a page: its id and version. */
export function briefPage({ id, version }: PageOutput): PageOutput {
  return { id, ...(version && { version: { number: version.number } }) };
}
