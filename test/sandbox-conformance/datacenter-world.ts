import { startDataCenterFixture } from '../../sandbox/datacenter/fixture-site.ts';
import { attachmentId } from '../../sandbox/datacenter/json/links.ts';
import { addAttachment } from '../../sandbox/model/attachments.ts';
import { addComment, updateComment } from '../../sandbox/model/comments.ts';
import { createContent } from '../../sandbox/model/create-content.ts';
import { addLabel } from '../../sandbox/model/labels.ts';
import { recordLongTask } from '../../sandbox/model/long-tasks.ts';
import { setProperty } from '../../sandbox/model/properties.ts';
import { setRestriction } from '../../sandbox/model/restrictions.ts';
import { updateContent } from '../../sandbox/model/update-content.ts';

/** A Data Center in which every implemented operation has something to answer with. */
export type DataCenterWorld = Awaited<ReturnType<typeof startDataCenterWorld>>;

export type DataCenterIds = DataCenterWorld['ids'];

const macroId = '6d1f7f5e-0000-4000-8000-000000000001';
const body =
  '<p>The quick brown fox</p><ac:structured-macro ac:name="panel" ac:schema-version="1" ' +
  `ac:macro-id="${macroId}"><ac:parameter ac:name="title">Fox</ac:parameter>` +
  '<ac:rich-text-body><p>jumps</p></ac:rich-text-body></ac:structured-macro>';

export async function startDataCenterWorld() {
  const { sandbox, ada, ben, space } = await startDataCenterFixture();
  const { site } = sandbox;
  const author = ada.person.accountId;
  site.people.set(author, { ...ada.person, siteAdmin: true });
  const make = (kind: 'page' | 'blogpost', title: string, parentId?: string) =>
    createContent(site, {
      kind,
      title,
      spaceId: space.id,
      author,
      storage: body,
      ...(parentId === undefined ? {} : { parentId }),
    });
  const page = make('page', 'Page');
  const child = make('page', 'Child', page.id);
  const [target, trash, post] = [make('page', 'Target'), make('page', 'Trash'), make('blogpost', 'Post')];
  updateContent(site, page, { author, storage: `${body}<p>2</p>`, message: 'second' });
  updateContent(site, page, { author: ben.person.accountId, storage: `${body}<p>3</p>` });
  trash.status = 'trashed';
  const footer = addComment(site, page, { author, storage: '<p>Foot</p>' });
  addComment(site, page, { author, storage: '<p>Reply</p>', replyTo: footer });
  const inline = addComment(site, page, { author, storage: '<p>In</p>', selection: { text: 'quick' } });
  updateComment(site, inline, { author, resolved: true });
  addLabel(site, page, 'howto');
  addLabel(site, child, 'howto');
  addLabel(site, page, 'reviewed');
  addLabel(site, space, 'hydro', 'team');
  const attachment = addAttachment(site, page, 'notes.txt', {
    author,
    bytes: Buffer.from('notes'),
    comment: 'Mine',
  });
  setProperty(site, page, 'size', 'full', { author });
  setProperty(site, space, 'rules', ['a'], { author });
  setRestriction(site, page, 'read', [`user:${author}`, `user:${ben.person.accountId}`]);
  site.watches.add(`${author} content:${page.id}`);
  site.watches.add(`${author} space:${space.key}`);
  const task = recordLongTask(site, 'sample', { successful: true, messages: ['Done'] });
  return {
    sandbox,
    ada,
    ids: {
      page: page.id,
      child: child.id,
      target: target.id,
      trash: trash.id,
      post: post.id,
      footer: footer.id,
      inline: inline.id,
      attachment: attachmentId(attachment),
      space: space.key,
      ada: author,
      ben: ben.person.accountId,
      task: task.id,
      macro: macroId,
      postingDay: new Date(post.createdAt).toISOString().slice(0, 10),
    },
  };
}
