import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { idText } from '../http/id-text.ts';
import { readJson } from '../http/read-json.ts';
import { copyContent, copyParts, type CopyParts } from '../model/copy-content.ts';
import type { Content, Space } from '../model/entities.ts';
import { webui, wikiBase } from '../model/links.ts';
import { recordLongTask } from '../model/long-tasks.ts';
import { canCreate, canRead, canReadSpace, canUpdate } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { spaceByKey } from '../model/spaces.ts';
import { childrenOf } from '../model/tree.ts';
import { updateContent } from '../model/update-content.ts';
import { singleContentJson } from './content-json.ts';
import { expandOf } from './expand.ts';
import { contentById, contentOfPath, notPermitted } from './find.ts';
import { longTaskStarted } from './long-tasks.ts';

const parts = z.looseObject({
  copyAttachments: z.boolean().default(false),
  copyPermissions: z.boolean().default(false),
  copyProperties: z.boolean().default(false),
  copyLabels: z.boolean().default(false),
});

const copyAsked = parts.extend({
  destination: z.looseObject({
    type: z.enum(['space', 'parent_page', 'parent_content', 'existing_page']),
    value: idText,
  }),
  pageTitle: z.string().optional(),
  body: z.looseObject({ storage: z.looseObject({ value: z.string() }).optional() }).optional(),
});

const hierarchyAsked = parts.extend({
  copyDescendants: z.boolean().default(true),
  destinationPageId: idText,
  titleOptions: z
    .looseObject({ prefix: z.string(), replace: z.string(), search: z.string() })
    .partial()
    .optional(),
});

/** Copies of one page at once, of a tree as a long task (facts: confluence-api §5, tree operations). */
export function copyRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.post('/content/:id/copy', async (c) => {
    const asked = await readJson(c, copyAsked);
    const copy = copyOne(c, contentOfPath(c, 'id', ['page']), asked);
    const expand = expandOf(c, 'space', 'history', 'version');
    return c.json(singleContentJson(c.get('site'), c.get('person'), copy, expand));
  });

  routes.post('/content/:id/pagehierarchy/copy', async (c) => {
    const asked = await readJson(c, hierarchyAsked);
    const [site, person] = [c.get('site'), c.get('person')];
    const source = contentOfPath(c, 'id', ['page']);
    const destination = contentById(c, asked.destinationPageId);
    const space = site.spaces.get(destination.spaceId);
    if (space === undefined || !canCreate(site, person, space, destination)) throw notPermitted();
    const { prefix = '', search = '', replace = '' } = asked.titleOptions ?? {};
    const title = (old: string): string => prefix + (search === '' ? old : old.replaceAll(search, replace));
    let copied = 0;
    const copyTree = (content: Content, parentId: string): Content => {
      const place = { spaceId: space.id, parentId, title: title(content.title), author: person.accountId };
      // Listed before copying: the copy may land among what is copied.
      const children = asked.copyDescendants ? childrenOf(site, content.id) : [];
      const copy = copyContent(site, content, place, partsOf(asked));
      copied += 1;
      for (const child of children) {
        if (child.kind === 'page' && canRead(site, person, child)) copyTree(child, copy.id);
      }
      return copy;
    };
    const top = copyTree(source, destination.id);
    const task = recordLongTask(site, 'copy.page.hierarchy', {
      successful: true,
      messages: [`Copied ${copied} pages`],
      additionalDetails: {
        destinationId: top.id,
        destinationUrl: wikiBase(site) + webui(site, top),
        totalPageNeedToCopy: copied,
      },
    });
    return longTaskStarted(c, task);
  });
  return routes;
}

function copyOne(c: RouteContext, source: Content, asked: z.output<typeof copyAsked>): Content {
  const [site, person] = [c.get('site'), c.get('person')];
  const { type, value } = asked.destination;
  const storage = asked.body?.storage?.value ?? source.storage;
  if (type === 'existing_page') {
    const target = contentById(c, value, ['page']);
    if (!canUpdate(site, person, target)) throw notPermitted();
    updateContent(site, target, {
      author: person.accountId,
      title: asked.pageTitle ?? source.title,
      storage,
    });
    copyParts(site, source, target, partsOf(asked), person.accountId);
    return target;
  }
  const parent = type === 'space' ? null : contentById(c, value);
  const space = parent === null ? spaceNamed(c, value) : site.spaces.get(parent.spaceId);
  if (space === undefined) throw new Refusal('not-found', `No space with key : ${value}`);
  if (!canCreate(site, person, space, parent)) throw notPermitted();
  const title = asked.pageTitle ?? `Copy of ${source.title}`;
  const place = { spaceId: space.id, parentId: parent?.id ?? null, title, author: person.accountId, storage };
  return copyContent(site, source, place, partsOf(asked));
}

function spaceNamed(c: RouteContext, key: string): Space | undefined {
  const space = spaceByKey(c.get('site'), key);
  return space !== undefined && canReadSpace(c.get('site'), c.get('person'), space) ? space : undefined;
}

function partsOf(asked: z.output<typeof parts>): CopyParts {
  return {
    attachments: asked.copyAttachments,
    permissions: asked.copyPermissions,
    properties: asked.copyProperties,
    labels: asked.copyLabels,
  };
}
