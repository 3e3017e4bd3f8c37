import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { idText } from '../../http/id-text.ts';
import { readJson } from '../../http/read-json.ts';
import { updateComment } from '../../model/comments.ts';
import { storedBody } from '../../model/create-content.ts';
import type { Content } from '../../model/entities.ts';
import { moveContent } from '../../model/move-content.ts';
import { canChangeComment, canCreate, canUpdate } from '../../model/permissions.ts';
import { Refusal } from '../../model/refusal.ts';
import { changed } from '../../model/site.ts';
import { restoreContent } from '../../model/trash.ts';
import { nextPosition } from '../../model/tree.ts';
import { currentVersion, saveDraft, updateContent } from '../../model/update-content.ts';
import { notPermitted } from '../error.ts';
import { contentById, itemOfPath, type Item } from '../find.ts';
import { wholeContentJson } from '../json/content-json.ts';
import { expandOf } from '../json/expand.ts';
import { viewFor } from '../json/view-of.ts';
import { bodyWrite, storageOf } from '../written-body.ts';
import { afterWrite, refuseTitle, titleOf } from './content-create.ts';

const contentUpdate = z.looseObject({
  version: z
    .looseObject({ number: z.int(), message: z.string().nullish(), minorEdit: z.boolean().nullish() })
    .nullish(),
  type: z.string().nullish(),
  title: z.string().nullish(),
  status: z.string().nullish(),
  space: z.looseObject({ key: z.string() }).nullish(),
  ancestors: z.array(z.looseObject({ id: idText })).nullish(),
  position: z.int().nullish(),
  body: bodyWrite.nullish(),
});

type Wanted = z.output<typeof contentUpdate>;

/** New versions, moves (through `ancestors`), restores (through `status`), drafts: one operation does all of them. */
export function contentUpdateRoute(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.put('/content/:id', async (c) => {
    const wanted = await readJson(c, contentUpdate);
    const item = itemOfPath(c);
    const view = viewFor(c);
    const expand = expandOf(c, ...afterWrite);
    switch (item.kind) {
      case 'content':
        update(c, item.content, wanted);
        return c.json(wholeContentJson(view.site, view.content(item.content, expand)));
      case 'comment':
        changeComment(c, item, wanted);
        return c.json(wholeContentJson(view.site, view.comment(item.comment, expand)));
      case 'attachment':
        throw new Refusal('not-implemented', 'Attachments are updated below the content that they are on');
    }
  });
  return routes;
}

function update(c: RouteContext, content: Content, wanted: Wanted): void {
  const [site, person] = [c.get('site'), c.get('person')];
  if (!canUpdate(site, person, content))
    throw notPermitted(`update content with id : ContentId{id=${content.id}}`);
  if (content.status === 'draft' || wanted.status === 'draft') return writeDraft(c, content, wanted);
  if (wanted.version === null || wanted.version === undefined)
    throw new Refusal(
      'invalid',
      'Must supply an incremented version when updating Content. No version supplied.',
    );
  const expectedVersion = wanted.version.number;
  const current = currentVersion(content).number;
  if (expectedVersion !== current + 1) throw new Refusal('stale-version', 'stale', current);
  const author = person.accountId;
  if (content.status === 'trashed') {
    if (wanted.status !== 'current')
      throw new Refusal('invalid', 'Content in the trash can only be restored, with status current');
    // Nothing else is changed by a restore, says the vendor's document.
    restoreContent(site, content);
    return updateContent(site, content, { author, expectedVersion });
  }
  if (wanted.type === null || wanted.type === undefined) throw new Refusal('invalid', 'A type is required');
  if (wanted.type !== content.kind)
    throw new Refusal('invalid', `Cannot change the type of content to ${wanted.type}`);
  const title =
    wanted.title === null || wanted.title === undefined ? content.title : titleOf(wanted.title, false);
  const storage = storageOf(site, wanted.body);
  const parent = newParent(c, content, wanted);
  refuseTitle(c, content.kind, (parent ?? content).spaceId, title, content.id);
  // Before anything is changed: a body that is refused must not leave a moved page behind.
  if (storage !== null) storedBody(site, storage);
  if (parent !== null) moveContent(site, content, 'append', parent);
  updateContent(site, content, {
    author,
    expectedVersion,
    title,
    message: wanted.version.message ?? '',
    minorEdit: wanted.version.minorEdit ?? false,
    ...(storage === null ? {} : { storage }),
  });
  if (typeof wanted.position === 'number') place(c, content, wanted.position);
}

/** The parent to move below, or null when the page stays where it is. */
function newParent(c: RouteContext, content: Content, wanted: Wanted): Content | null {
  const parentId = wanted.ancestors?.at(-1)?.id;
  if (parentId === undefined || parentId === content.parentId || content.kind !== 'page') return null;
  const parent = contentById(c, parentId);
  const space = c.get('site').spaces.get(parent.spaceId);
  if (space === undefined || !canCreate(c.get('site'), c.get('person'), space, parent))
    throw notPermitted(`move content with id : ContentId{id=${content.id}}`);
  return parent;
}

// A draft's version stays 1; publishing makes the first version.
function writeDraft(c: RouteContext, content: Content, wanted: Wanted): void {
  const site = c.get('site');
  const publishes = content.status === 'draft' && wanted.status === 'current';
  const title = titleOf(wanted.title ?? content.title, !publishes);
  const storage = storageOf(site, wanted.body);
  const change = { author: c.get('person').accountId, title, ...(storage === null ? {} : { storage }) };
  if (!publishes) return saveDraft(site, content, change);
  refuseTitle(c, content.kind, content.spaceId, title, content.id);
  updateContent(site, content, change);
}

/** Where among its siblings a page stands; a negative position puts it after the others. */
function place(c: RouteContext, content: Content, position: number): void {
  content.position = position < 0 ? nextPosition(c.get('site'), content.spaceId, content.parentId) : position;
  changed(c.get('site'));
}

function changeComment(c: RouteContext, item: Extract<Item, { kind: 'comment' }>, wanted: Wanted): void {
  const [site, { comment }] = [c.get('site'), item];
  if (!canChangeComment(site, c.get('person'), comment))
    throw notPermitted(`update content with id : ContentId{id=${comment.id}}`);
  const current = comment.versions.at(-1)?.number ?? 0;
  if (wanted.version?.number !== current + 1) throw new Refusal('stale-version', 'stale', current);
  const storage = storageOf(site, wanted.body);
  updateComment(site, comment, {
    author: c.get('person').accountId,
    message: wanted.version.message ?? '',
    ...(storage === null ? {} : { storage }),
  });
}
