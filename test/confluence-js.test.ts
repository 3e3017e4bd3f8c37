import { createV1Client, createV2Client } from 'confluence.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureSite, type FixtureSite } from '../sandbox/fixture-site.ts';

function textOf(bytes: ArrayBuffer | ArrayBufferView): string {
  if (!ArrayBuffer.isView(bytes)) return Buffer.from(bytes).toString();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

// confluence.js checks every answer against its own schemas, made from Atlassian's document and live answers; a shape that
// Confluence would not send fails here without anybody asserting it.
describe('confluence.js, unmodified, against the sandbox', () => {
  let fixture: FixtureSite;
  let v1: ReturnType<typeof createV1Client>;
  let v2: ReturnType<typeof createV2Client>;

  beforeAll(async () => {
    fixture = await startFixtureSite();
    const { email, apiToken } = fixture.ada.person;
    const config = { host: fixture.sandbox.siteUrl, auth: { type: 'basic', email, apiToken } } as const;
    v1 = createV1Client(config);
    v2 = createV2Client(config);
  });
  afterAll(() => fixture.sandbox.close());

  const page = async (title: string, value = '<p>Hello world</p>'): Promise<string> => {
    const created = await v2.page.createPage({
      body: { spaceId: fixture.space.id, title, body: { representation: 'storage', value } },
    });
    return created.id ?? '';
  };

  it('lists and reads spaces', async () => {
    const spaces = await v2.space.getSpaces({ keys: ['eng'], descriptionFormat: 'plain' });
    expect(spaces.results?.map((space) => space.name)).toEqual(['Engineering']);
    const space = await v2.space.getSpaceById({
      id: Number(fixture.space.id),
      includeIcon: true,
      includeOperations: true,
      includePermissions: true,
      includeProperties: true,
      includeLabels: true,
    });
    expect(space.key).toBe('ENG');
    const permissions = await v2.spacePermissions.getSpacePermissionsAssignments({
      id: Number(fixture.space.id),
    });
    expect(permissions.results?.length).toBeGreaterThan(5);
  });

  it('creates, reads, updates, retitles and deletes a page', async () => {
    const id = await page('Runbook');
    const read = await v2.page.getPageById({
      id: Number(id),
      bodyFormat: 'storage',
      includeLabels: true,
      includeLikes: true,
      includeOperations: true,
      includeProperties: true,
      includeVersions: true,
    });
    expect(read.body?.storage?.value).toBe('<p>Hello world</p>');
    const updated = await v2.page.updatePage({
      id: Number(id),
      body: {
        id,
        status: 'current',
        title: 'Runbook',
        body: { representation: 'storage', value: '<p>Second</p>' },
        version: { number: 2, message: 'again' },
      },
    });
    expect(updated.version?.number).toBe(2);
    const stale = v2.page.updatePage({
      id: Number(id),
      body: {
        id,
        status: 'current',
        title: 'Runbook',
        body: { representation: 'storage', value: '<p>Third</p>' },
        version: { number: 2 },
      },
    });
    await expect(stale).rejects.toMatchObject({ status: 409 });
    await v2.page.updatePageTitle({ id: Number(id), body: { status: 'current', title: 'Runbook, renamed' } });
    const versions = await v2.version.getPageVersions({ id: Number(id), bodyFormat: 'storage' });
    expect(versions.results?.map((version) => version.number)).toEqual([3, 2, 1]);
    const first = await v2.version.getPageVersionDetails({ pageId: Number(id), versionNumber: 1 });
    expect(first.nextVersion).toBe(2);
    await v2.page.deletePage({ id: Number(id) });
    expect((await v2.page.getPageById({ id: Number(id) })).status).toBe('trashed');
    await v2.page.deletePage({ id: Number(id), purge: true });
    await expect(v2.page.getPageById({ id: Number(id) })).rejects.toMatchObject({ status: 404 });
  });

  it('walks lists by cursor and the tree by direct children, ancestors and descendants', async () => {
    const top = await page('Tree');
    const child = await v2.page.createPage({
      body: { spaceId: fixture.space.id, title: 'Branch', parentId: top },
    });
    const folder = await v2.folder.createFolder({
      body: { spaceId: fixture.space.id, title: 'Drawer', parentId: top },
    });
    const leaf = await v2.page.createPage({
      body: { spaceId: fixture.space.id, title: 'Leaf', parentId: folder.id ?? '' },
    });
    const children = await v2.children.getPageDirectChildren({ id: Number(top) });
    expect(children.results?.map((row) => row.type)).toEqual(['page', 'folder']);
    expect((await v2.children.getChildPages({ id: Number(top) })).results?.map((row) => row.id)).toEqual([
      child.id,
    ]);
    const descendants = await v2.descendants.getPageDescendants({ id: Number(top) });
    expect(descendants.results?.map((row) => row.title)).toEqual(['Branch', 'Drawer', 'Leaf']);
    const ancestors = await v2.ancestors.getPageAncestors({ id: Number(leaf.id) });
    expect(ancestors.results?.map((row) => row.type)).toEqual(['page', 'page', 'folder']);

    const titles: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const list = await v2.page.getPages({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      titles.push(...(list.results ?? []).map((row) => row.title));
      const next = list._links?.next;
      cursor =
        next === undefined ? undefined : (new URL(next, 'http://x').searchParams.get('cursor') ?? undefined);
    } while (cursor !== undefined);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles).toEqual(expect.arrayContaining(['Engineering', 'Tree', 'Branch', 'Leaf']));
  });

  it('finds what it wrote by CQL', async () => {
    const id = await page('Zeppelin handbook', '<p>lighter than air</p>');
    const found = await v1.search.searchByCQL({ cql: 'type = page and text ~ "lighter air"', limit: 5 });
    expect(found.results.map((row) => row.content?.id)).toEqual([id]);
    const content = await v1.content.searchContentByCQL({
      cql: 'title = "Zeppelin handbook"',
      expand: ['version', 'space'],
    });
    expect(content.results[0]?.space?.key).toBe('ENG');
    const people = await v1.search.searchUser({ cql: 'user.fullname ~ "Cleo"' });
    expect(people.results.map((row) => row.user?.accountId)).toEqual([fixture.cleo.person.accountId]);
  });

  it('labels a page and takes the label off', async () => {
    const id = await page('Labelled');
    const added = await v1.contentLabels.addLabelsToContent({
      id,
      body: [{ prefix: 'global', name: 'Howto' }],
    });
    expect(added.results.map((label) => label.name)).toEqual(['howto']);
    const labels = await v2.label.getPageLabels({ id: Number(id) });
    const pages = await v2.page.getLabelPages({ id: Number(labels.results?.[0]?.id) });
    expect(pages.results?.map((row) => row.id)).toEqual([id]);
    const details = await v1.labelInfo.getAllLabelContent({ name: 'howto' });
    expect(details.associatedContents?.results[0]?.contentId).toBe(Number(id));
    await v1.contentLabels.removeLabelFromContent({ id, label: 'howto' });
    expect((await v2.label.getPageLabels({ id: Number(id) })).results).toEqual([]);
  });

  it('comments at the foot and in the text, answers, resolves and reopens', async () => {
    const id = await page('Discussed', '<p>The quick brown fox</p>');
    const body = { representation: 'storage', value: '<p>Really?</p>' };
    const footer = await v2.comment.createFooterComment({ pageId: id, body });
    const reply = await v2.comment.createFooterComment({ parentCommentId: footer.id ?? '', body });
    const children = await v2.comment.getFooterCommentChildren({
      id: Number(footer.id),
      bodyFormat: 'storage',
    });
    expect(children.results?.map((row) => row.id)).toEqual([reply.id]);
    const inline = await v2.comment.createInlineComment({
      pageId: id,
      body,
      inlineCommentProperties: {
        textSelection: 'brown fox',
        textSelectionMatchCount: 1,
        textSelectionMatchIndex: 0,
      },
    });
    const ref = inline.properties?.inlineMarkerRef ?? '';
    const marked = await v2.page.getPageById({ id: Number(id), bodyFormat: 'storage' });
    expect(marked.body?.storage?.value).toContain(`ac:ref="${ref}"`);
    const resolved = await v2.comment.updateInlineComment({
      commentId: Number(inline.id),
      version: { number: 2 },
      body,
      resolved: true,
    });
    expect(resolved.resolutionStatus).toBe('resolved');
    const open = await v2.comment.getPageInlineComments({ id: Number(id), resolutionStatus: ['open'] });
    expect(open.results).toEqual([]);
    const listed = await v2.comment.getPageFooterComments({ id: Number(id), bodyFormat: 'atlas_doc_format' });
    expect(listed.results?.map((row) => row.id)).toEqual([footer.id]);
    await v2.comment.deleteFooterComment({ commentId: Number(footer.id) });
    await expect(v2.comment.getFooterCommentById({ commentId: Number(reply.id) })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('uploads, lists, downloads, renames and deletes attachments', async () => {
    const id = await page('With files');
    const created = await v1.contentAttachments.createAttachment({
      id,
      attachments: { filename: 'Überblick 1.txt', content: 'first bytes' },
    });
    const attachmentId = created.results[0]?.id ?? '';
    expect(attachmentId).toMatch(/^att\d+$/);
    const again = v1.contentAttachments.createAttachment({
      id,
      attachments: { filename: 'Überblick 1.txt', content: 'first bytes' },
    });
    await expect(again).rejects.toMatchObject({ status: 400 });
    const downloaded = await v1.contentAttachments.downloadAttatchment({ id, attachmentId });
    expect(textOf(downloaded)).toBe('first bytes');
    await v1.contentAttachments.createOrUpdateAttachments({
      id,
      attachments: { filename: 'Überblick 1.txt', content: 'second' },
    });
    const listed = await v2.attachment.getPageAttachments({ id: Number(id) });
    expect(listed.results?.map((row) => [row.title, row.fileSize, row.version?.number])).toEqual([
      ['Überblick 1.txt', 6, 2],
    ]);
    const one = await v2.attachment.getAttachmentById({
      id: attachmentId,
      includeVersions: true,
      includeLabels: true,
    });
    expect(one.versions?.results?.length).toBe(2);
    await v2.attachment.deleteAttachment({ id: attachmentId });
    expect((await v2.attachment.getPageAttachments({ id: Number(id) })).results).toEqual([]);
  });

  it('restricts a page, asks who may, and moves, copies and archives pages', async () => {
    const id = await page('Secret plan');
    await v1.contentRestrictions.addUserToContentRestriction({
      id,
      operationKey: 'read',
      accountId: fixture.ada.person.accountId,
    });
    const restrictions = await v1.contentRestrictions.getRestrictions({ id });
    expect(restrictions.results.map((row) => row.operation)).toEqual(['read', 'update']);
    const check = await v1.contentPermissions.checkContentPermission({
      id,
      subject: { type: 'user', identifier: fixture.ben.person.accountId },
      operation: 'read',
    });
    expect(check.hasPermission).toBe(false);
    await v1.contentRestrictions.deleteRestrictions({ id });
    const target = await page('New home');
    await v1.contentChildrenAndDescendants.movePage({ pageId: id, position: 'append', targetId: target });
    expect((await v2.page.getPageById({ id: Number(id) })).parentId).toBe(target);
    const copy = await v1.contentChildrenAndDescendants.copyPage({
      id,
      copyLabels: true,
      pageTitle: 'Secret plan, copied',
      destination: { type: 'parent_page', value: target },
    });
    expect(copy.title).toBe('Secret plan, copied');
    const task = await v1.content.archivePages({ pages: [{ id: Number(copy.id) }] });
    expect((await v1.longRunningTask.getTask({ id: task.id })).finished).toBe(true);
    expect((await v2.page.getPageById({ id: Number(copy.id) })).status).toBe('archived');
  });

  it('writes properties, completes tasks and knows people', async () => {
    const id = await page(
      'Checklist',
      '<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>Pack</ac:task-body></ac:task></ac:task-list>',
    );
    const property = await v2.contentProperties.createPageProperty({
      pageId: Number(id),
      key: 'color',
      value: { name: 'blue' },
    });
    const changed = await v2.contentProperties.updatePagePropertyById({
      pageId: Number(id),
      propertyId: Number(property.id),
      key: 'color',
      value: 'red',
      version: { number: 2 },
    });
    expect(changed.value).toBe('red');
    const tasks = await v2.task.getTasks({ pageId: [Number(id)], bodyFormat: 'storage' });
    expect(tasks.results?.map((task) => task.status)).toEqual(['incomplete']);
    const done = await v2.task.updateTask({
      id: Number(tasks.results?.[0]?.id),
      body: { status: 'complete' },
    });
    expect(done.completedBy).toBe(fixture.ada.person.accountId);
    expect((await v1.users.getCurrentUser()).displayName).toBe('Ada');
    const people = await v2.user.createBulkUserLookup({
      body: { accountIds: [fixture.ben.person.accountId] },
    });
    expect(people.results?.map((person) => person.displayName)).toEqual(['Ben']);
    const groups = await v1.users.getGroupMembershipsForUser({ accountId: fixture.ben.person.accountId });
    expect(groups.results.map((group) => group.name)).toEqual(['editors']);
    expect((await v1.settings.getSystemInfo())?.cloudId).toBe(fixture.sandbox.cloudId);
  });
});
