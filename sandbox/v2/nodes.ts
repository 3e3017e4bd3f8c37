import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteEnv } from '../http/context.ts';
import { idText } from '../http/id-text.ts';
import { readJson } from '../http/read-json.ts';
import { createContent } from '../model/create-content.ts';
import { canCreate, canDelete, canRead } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { trashContent } from '../model/trash.ts';
import { childrenOf } from '../model/tree.ts';
import { nodeJson } from './content-json.ts';
import { embedded } from './embedded.ts';
import { collectionOf, contentOfPath, missingContent, visibleSpace } from './find.ts';
import { parentIn } from './page-create.ts';
import { contentOperations } from '../model/permitted-operations.ts';
import { propertyJson } from './property-json.ts';
import { singleAnswer } from './single-answer.ts';
import { childJson } from './tree-json.ts';

const newNode = z.looseObject({
  spaceId: idText,
  title: z.string().max(255).optional(),
  parentId: idText.optional(),
  embedUrl: z.string().optional(),
});

/** Folders, whiteboards, databases and embeds: created, read and deleted, never updated (facts: confluence-api §9). */
export function nodeRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const kind of ['folder', 'whiteboard', 'database', 'embed'] as const) {
    const path = `/${collectionOf[kind]}`;

    routes.post(path, async (c) => {
      const wanted = await readJson(c, newNode);
      const [site, person] = [c.get('site'), c.get('person')];
      const space = visibleSpace(c, wanted.spaceId);
      // Only pages hang below the homepage by themselves.
      const parent = parentIn(c, space.id, wanted.parentId);
      if (!canCreate(site, person, space, parent)) {
        throw new Refusal('forbidden', `Cannot find a space with id [${space.id}]`);
      }
      const content = createContent(site, {
        kind,
        spaceId: space.id,
        parentId: parent?.id ?? null,
        title: wanted.title ?? `Untitled ${kind}`,
        author: person.accountId,
        ...(kind === 'embed' ? { embedUrl: wanted.embedUrl ?? '' } : {}),
      });
      return singleAnswer(c, nodeJson(site, content));
    });

    routes.get(`${path}/:id`, (c) => {
      const content = contentOfPath(c, kind);
      const [site, person] = [c.get('site'), c.get('person')];
      return singleAnswer(c, {
        ...nodeJson(site, content),
        ...embedded(c, {
          properties: () => [...content.properties.values()].map(propertyJson),
          operations: () => contentOperations(site, person, content),
          collaborators: () => [{ accountId: content.authorId }],
          'direct-children': () =>
            childrenOf(site, content.id)
              .filter((child) => canRead(site, person, child))
              .map(childJson),
        }),
      });
    });

    routes.delete(`${path}/:id`, (c) => {
      const content = contentOfPath(c, kind);
      if (content.status === 'trashed' || !canDelete(c.get('site'), c.get('person'), content)) {
        throw missingContent(kind, content.id);
      }
      trashContent(c.get('site'), content);
      return c.body(null, 204);
    });
  }
  return routes;
}
