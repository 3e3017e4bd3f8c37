import { Hono } from 'hono';
import { readMacro } from '../../content/macro.ts';
import { parseStorage } from '../../content/parse-storage.ts';
import { attributeOf, descendants, innerSource, type StorageElement } from '../../content/storage-tree.ts';
import type { RouteEnv } from '../../http/context.ts';
import { Refusal } from '../../model/refusal.ts';
import { contentOfPath, noContent } from '../find.ts';
import { shownVersion } from '../json/shown.ts';
import type { Json } from '../json/view.ts';

/** One macro of a body by its id. */
export function macroRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/:id/history/:version/macro/id/:macroId', (c) => {
    const content = contentOfPath(c);
    const shown = shownVersion(content, Number(c.req.param('version')));
    if (shown === null) throw noContent(content.id);
    const macro = descendants(parseStorage(shown.storage).root, 'ac:structured-macro').find(
      (element) => attributeOf(element, 'ac:macro-id') === c.req.param('macroId'),
    );
    if (macro === undefined)
      throw new Refusal('not-found', `No macro found with id: ${c.req.param('macroId')}`);
    return c.json(macroJson(shown.storage, macro));
  });
  return routes;
}

function macroJson(storage: string, element: StorageElement): Json {
  const { name, richBody, plainBody, parameters } = readMacro(storage, element);
  return {
    name,
    body: richBody === null ? (plainBody ?? '') : innerSource(storage, richBody),
    parameters: Object.fromEntries(parameters.map(({ name: key, value }) => [key, { value }])),
  };
}
