import { callerOf, startFixtureSite, type Caller } from '../../sandbox/fixture-site.ts';
import { addAttachment } from '../../sandbox/model/attachments.ts';
import { addComment } from '../../sandbox/model/comments.ts';
import { createContent } from '../../sandbox/model/create-content.ts';
import { addLabel } from '../../sandbox/model/labels.ts';
import { recordLongTask } from '../../sandbox/model/long-tasks.ts';
import { setProperty } from '../../sandbox/model/properties.ts';
import { createSpace } from '../../sandbox/model/spaces.ts';
import { updateContent } from '../../sandbox/model/update-content.ts';

/** A site in which every implemented operation has something to answer with. */
export type World = Awaited<ReturnType<typeof startWorld>>;

/** What requests name. */
export type Ids = World['ids'];

const body =
  '<h2>Overview</h2><p>The quick brown fox</p><ac:task-list><ac:task><ac:task-id>1</ac:task-id>' +
  '<ac:task-status>incomplete</ac:task-status><ac:task-body>Pack <time datetime="2026-12-01" /></ac:task-body></ac:task></ac:task-list>';

export async function startWorld(v1Content: 'living' | 'gone' = 'living') {
  const { sandbox, ada, ben, space, editorsGroupId } = await startFixtureSite({ v1Content });
  const { site } = sandbox;
  const author = ada.person.accountId;
  const make = (
    kind: Parameters<typeof createContent>[1]['kind'],
    title: string,
    parentId?: string,
  ): string =>
    createContent(site, {
      kind,
      title,
      spaceId: space.id,
      author,
      ...(kind === 'page' || kind === 'blogpost' ? { storage: body } : {}),
      ...(parentId === undefined ? {} : { parentId }),
      ...(kind === 'embed' ? { embedUrl: 'https://example.com/' } : {}),
    }).id;
  const page = make('page', 'Page');
  const mention = (id: string): string => `<ac:link><ri:user ri:account-id="${id}" /></ac:link>`;
  const child = make('page', 'Child', page);
  const target = make('page', 'Target');
  const post = make('blogpost', 'Post');
  const [folder, whiteboard] = [make('folder', 'Folder', page), make('whiteboard', 'Whiteboard', page)];
  const [database, embed] = [make('database', 'Database', page), make('embed', 'Embed', page)];
  const content = (id: string): NonNullable<ReturnType<typeof site.contents.get>> => {
    const found = site.contents.get(id);
    if (found === undefined) throw new Error(`no content ${id}`);
    return found;
  };
  for (const parent of [folder, whiteboard, database, embed]) {
    const below = content(make('page', `Below ${parent}`, parent));
    updateContent(site, below, { author, storage: '<p>2</p>' });
    below.lastOwnerId = ben.person.accountId;
  }
  const withTask = body.replace('Pack', `Pack ${mention(ben.person.accountId)}`);
  for (const id of [page, post]) {
    updateContent(site, content(id), { author, storage: `${withTask}<p>more</p>`, message: 'more' });
    updateContent(site, content(id), {
      author,
      storage: `${withTask}<p>even more</p>`,
      message: 'even more',
    });
    addComment(site, content(id), { author, storage: '<p>foot</p>' });
    addComment(site, content(id), { author, storage: '<p>in</p>', selection: { text: 'quick' } });
    addLabel(site, content(id), 'shared');
    setProperty(site, content(id), 'color', 'blue', { author });
  }
  const shapeOf = (id: string): string => setProperty(site, content(id), 'shape', 1, { author }).id;
  const shapes = {
    postProperty: shapeOf(post),
    folderProperty: shapeOf(folder),
    whiteboardProperty: shapeOf(whiteboard),
    databaseProperty: shapeOf(database),
    embedProperty: shapeOf(embed),
  };
  addLabel(site, space, 'team-label', 'team');
  const label = addLabel(site, content(page), 'howto').id;
  const footer = addComment(site, content(page), { author, storage: '<p>Foot</p>' });
  const commentProperty = setProperty(site, footer, 'shape', 1, { author }).id;
  const reply = addComment(site, content(page), { author, storage: '<p>Reply</p>', replyTo: footer });
  const inline = addComment(site, content(page), {
    author,
    storage: '<p>In</p>',
    selection: { text: 'brown fox' },
  });
  addComment(site, content(page), { author, storage: '<p>Reply</p>', replyTo: inline });
  const attachment = addAttachment(site, content(page), 'notes.txt', { author, bytes: Buffer.from('notes') });
  addLabel(site, attachment, 'howto');
  const attachmentProperty = setProperty(site, attachment, 'kind', 'notes', { author }).id;
  addComment(site, content(page), { author, storage: '<p>On the file</p>', attachmentId: attachment.id });
  const photo = addAttachment(site, content(post), 'photo.png', { author, bytes: Buffer.from('png') }).id;
  const property = setProperty(site, content(page), 'size', 'full', { author }).id;
  const spaceProperty = setProperty(site, space, 'rules', ['a'], { author }).id;
  const task = [...site.tasks.values()].find((record) => record.contentId === page)?.id ?? '';
  createSpace(site, { key: `~${ada.person.accountId}`, name: 'Ada', author, type: 'personal' });
  const longTask = recordLongTask(site, 'sample', { successful: true, messages: ['Done'] }).id;
  return {
    sandbox,
    ada,
    ids: {
      space: space.id,
      page,
      child,
      target,
      post,
      folder,
      whiteboard,
      database,
      embed,
      property,
      spaceProperty,
      footer: footer.id,
      reply: reply.id,
      inline: inline.id,
      attachment: attachment.id,
      label,
      task,
      ada: author,
      ben: ben.person.accountId,
      group: editorsGroupId,
      attachmentProperty,
      photo,
      ...shapes,
      longTask,
      commentProperty,
    },
  };
}

/** Ada, calling through the API address. */
export function throughApi(world: World): Caller {
  return callerOf(world.sandbox.apiUrl, world.ada.person);
}
