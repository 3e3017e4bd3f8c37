import { describe, expect, it } from 'vitest';
import { apiOperation } from './api-operation-table.ts';
import { catalogue, groups } from './catalogue.ts';
import { operationId, type ApiOperation } from './operation.ts';

const ids = catalogue.map(operationId);

/** The set of tools that reference products start with. */
const classicSet = {
  'get page': 'pages.getBody',
  'list pages in space': 'pages.list',
  'get child pages': 'content.children',
  'get comments': 'comments.getFooter',
  'get labels': 'labels.getForPage',
  'list spaces': 'spaces.list',
  'get space': 'spaces.get',
  'search content': 'search.cql',
  'create page': 'pages.create',
  'update page': 'pages.update',
  'add comment': 'comments.addFooter',
  'add labels': 'labels.addToPage',
  'create blog post': 'blogposts.create',
  'delete page': 'pages.delete',
};

describe('the catalogue', () => {
  it('holds the first operations of every group', () => {
    expect(ids.toSorted()).toEqual([
      'attachments.get',
      'attachments.listForPage',
      'blogposts.create',
      'blogposts.edit',
      'blogposts.getBody',
      'blogposts.update',
      'comments.addFooter',
      'comments.get',
      'comments.getFooter',
      'comments.getInline',
      'comments.update',
      'content.ancestors',
      'content.children',
      'content.descendants',
      'labels.addToPage',
      'labels.getForPage',
      'pages.append',
      'pages.create',
      'pages.delete',
      'pages.edit',
      'pages.get',
      'pages.getBody',
      'pages.list',
      'pages.update',
      'search.cql',
      'spaces.get',
      'spaces.list',
      'versions.diff',
      'versions.listForPage',
    ]);
    expect(groups).toEqual([
      'search',
      'pages',
      'spaces',
      'content',
      'comments',
      'labels',
      'attachments',
      'versions',
      'blogposts',
    ]);
  });

  it.each(Object.entries(classicSet))('does the classic "%s"', (_, id) => {
    expect(ids).toContain(id);
  });

  it('has no two operations of one name', () => {
    expect(new Set(ids).size).toBe(catalogue.length);
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  });

  describe.each(catalogue.map((operation) => [operationId(operation), operation] as const))(
    '%s',
    (_, operation) => {
      it('has a name and a description that clients accept', () => {
        expect(operation.name).toMatch(/^confluence_[a-z_]{1,53}$/);
        expect(operation.title).toMatch(/^[A-Z][\w ]+$/);
        expect(operation.description.length).toBeLessThanOrEqual(300);
        expect(operation.description.length).toBeGreaterThan(60);
      });

      it('names API operations that the vendor documents', () => {
        for (const [platform, used] of Object.entries(operation.platforms)) {
          expect(used.length).toBeGreaterThan(0);
          for (const name of used) {
            expect(apiOperation(name).operation).toBe(name);
            expect(name.startsWith(platform === 'cloud' ? 'cloud-' : 'dc ')).toBe(true);
          }
        }
      });

      it('reads and nothing else where it only sometimes does', () => {
        for (const name of Object.values(operation.sometimes ?? {}).flat())
          expect(apiOperation(name).effect).toBe('read');
      });

      it('claims no less than what its API operations do', () => {
        const effects = Object.values(operation.platforms)
          .flat()
          .map((name: ApiOperation) => apiOperation(name).effect);
        // A write may read on the way; a read may do nothing else.
        const matching = effects.filter((effect) => effect === operation.effect);
        expect(operation.effect === 'read' ? matching : matching.slice(0, 1)).toEqual(
          operation.effect === 'read' ? effects : [operation.effect],
        );
      });

      it('says what an approver sees of a write', () => {
        expect(operation.preview !== undefined).toBe(operation.effect !== 'read');
      });

      it('refuses an argument it does not know', () => {
        const parsed = operation.input.safeParse({ no_such_argument: 1 });
        expect(parsed.error?.issues).toContainEqual(
          expect.objectContaining({ code: 'unrecognized_keys', keys: ['no_such_argument'] }),
        );
      });
    },
  );
});
