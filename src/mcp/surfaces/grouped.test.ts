import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/app-error.ts';
import { catalogue } from '../../operations/catalogue.ts';
import { operationId } from '../../operations/operation.ts';
import { createGroupedSurface } from './grouped.ts';

const surface = createGroupedSurface();
const one = { connections: [] };
const reads = catalogue.filter(({ effect }) => effect === 'read');

const resolve = (tool: string, args: unknown) => {
  const resolved = surface.resolve(catalogue, tool, args);
  if (resolved === 'unknown tool' || resolved instanceof AppError) return resolved;
  // What the gateway will make of the arguments.
  return { id: operationId(resolved.operation), input: resolved.operation.input.parse(resolved.args) };
};
const argumentsOf = (tool: string): string[] => {
  const found = surface.tools(catalogue, one).find(({ name }) => name === tool);
  return Object.keys(found?.inputSchema.properties ?? {});
};

describe('the grouped surface', () => {
  it('shows one tool a group with the actions of the catalogue', () => {
    const tools = surface.tools(catalogue, one);
    expect(tools.map(({ name, inputSchema }) => [name, inputSchema.properties?.['action']])).toEqual([
      ['search', { type: 'string', enum: ['cql'] }],
      [
        'pages',
        { type: 'string', enum: ['list', 'get', 'getBody', 'create', 'edit', 'append', 'update', 'delete'] },
      ],
      ['spaces', { type: 'string', enum: ['list', 'get'] }],
      ['content', { type: 'string', enum: ['children', 'ancestors', 'descendants'] }],
      ['comments', { type: 'string', enum: ['getFooter', 'addFooter', 'getInline', 'get', 'update'] }],
      ['labels', { type: 'string', enum: ['getForPage', 'addToPage'] }],
      ['attachments', { type: 'string', enum: ['listForPage', 'get'] }],
      ['versions', { type: 'string', enum: ['listForPage', 'diff'] }],
      ['blogposts', { type: 'string', enum: ['create', 'getBody', 'edit', 'update'] }],
    ]);
    for (const { inputSchema } of tools) expect(inputSchema.required).toEqual(['action']);
  });

  it.each([
    ['search', ['cql', 'cqlcontext', 'limit', 'start', 'cursor', 'excerpt']],
    ['pages', ['id', 'spaceId', 'title', 'status', 'limit', 'cursor', 'bodyFormat', 'body']],
    ['spaces', ['id', 'ids', 'keys', 'type', 'status', 'limit', 'cursor']],
    ['content', ['id', 'depth', 'limit', 'cursor']],
    ['comments', ['id', 'body', 'bodyFormat', 'status', 'sort']],
    ['labels', ['id', 'labels', 'prefix']],
    ['attachments', ['id', 'mediaType', 'filename']],
    ['versions', ['id', 'bodyFormat', 'sort']],
  ])('takes the arguments of %s under their names', (tool, names) => {
    expect(argumentsOf(tool)).toEqual(expect.arrayContaining([...names, 'outputFormat']));
  });

  it('says which arguments an action needs', () => {
    const pages = surface.tools(catalogue, one).find(({ name }) => name === 'pages');
    expect(pages?.description).toBe(
      'Confluence pages. list(): list pages; get(id): get page metadata; getBody(id): get page; create(body): create page; edit(id, etag, edits): edit page; append(id, markdown): append to page; update(id, body): update page; delete(id): delete page.',
    );
    for (const { description = '' } of surface.tools(catalogue, one))
      expect(description.length).toBeLessThanOrEqual(300);
  });

  it('shows only the actions that are allowed, and no tool without one', () => {
    const tools = surface.tools(reads, one);
    const blogPosts = tools.find(({ name }) => name === 'blogposts');
    expect(blogPosts?.inputSchema.properties?.['action']).toEqual({ type: 'string', enum: ['getBody'] });
    const withoutBlogPosts = reads.filter(({ group }) => group !== 'blogposts');
    expect(surface.tools(withoutBlogPosts, one).map(({ name }) => name)).not.toContain('blogposts');
    const pages = tools.find(({ name }) => name === 'pages');
    expect(pages?.inputSchema.properties?.['action']).toEqual({
      type: 'string',
      enum: ['list', 'get', 'getBody'],
    });
    expect(pages?.inputSchema.properties).not.toHaveProperty('body');
    expect(pages?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
  });

  it('is annotated by the worst action', () => {
    const hints = surface.tools(catalogue, one).map(({ name, annotations }) => [name, annotations]);
    expect(Object.fromEntries(hints)).toMatchObject({
      pages: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
      labels: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
      spaces: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
    });
  });

  it('hands out the same definitions every time for the same actions', () => {
    expect(surface.tools(catalogue, one)[1]).toBe(surface.tools([...catalogue], one)[1]);
    expect(surface.tools(reads, one)[1]).not.toBe(surface.tools(catalogue, one)[1]);
  });

  it('has input schemas that a strict validator takes', () => {
    const ajv = new Ajv2020({ strict: true });
    const tools = surface.tools(catalogue, { connections: ['a', 'b'] });
    expect(tools.filter(({ inputSchema }) => !ajv.compile(inputSchema))).toEqual([]);
  });

  it('turns the nested body of a page into arguments of the operation', () => {
    const body = {
      spaceId: 5,
      status: 'draft',
      title: 'T',
      parentId: '9',
      body: { representation: 'storage', value: '<p/>' },
    };
    expect(resolve('pages', { action: 'create', body })).toEqual({
      id: 'pages.create',
      input: { spaceId: '5', status: 'draft', title: 'T', parentId: '9', body: body.body },
    });
    expect(
      resolve('pages', {
        action: 'update',
        id: 3,
        body: { ...body, status: 'current', version: { number: 8 } },
      }),
    ).toEqual({
      id: 'pages.update',
      input: {
        id: '3',
        status: 'current',
        title: 'T',
        parentId: '9',
        body: body.body,
        version: { number: 8 },
      },
    });
    expect(
      resolve('comments', {
        action: 'addFooter',
        body: { pageId: '3', body: { representation: 'storage', value: 'x' } },
      }),
    ).toEqual({
      id: 'comments.addFooter',
      input: { pageId: '3', body: { representation: 'storage', value: 'x' } },
    });
  });

  it('names what is wrong inside the nested body as the client sent it', () => {
    expect(resolve('pages', { action: 'update', id: '3', body: { title: 'T', boby: {} } })).toMatchObject({
      code: 'invalid_input',
      message: 'Argument "body.body" is missing. Unknown argument "body.boby".',
    });
    expect(resolve('pages', { action: 'create' })).toMatchObject({ message: 'Argument "body" is missing.' });
  });

  it('does not tell a hidden tool from an absent one', () => {
    const some = reads.filter(({ group }) => group !== 'blogposts');
    expect(surface.resolve(some, 'blogposts', { action: 'create' })).toBe('unknown tool');
    expect(surface.resolve(reads, 'nonsense', { action: 'create' })).toBe('unknown tool');
    expect(surface.resolve(reads, 'confluence_get_page', { id: '1' })).toBe('unknown tool');
  });

  it('says the same of a hidden action as of an absent one', () => {
    const hidden = surface.resolve(reads, 'pages', { action: 'purge' });
    expect(hidden).toMatchObject({ message: 'pages has no action "purge" for you.' });
    expect(surface.resolve(reads, 'pages', { action: 'delete' })).toMatchObject({
      message: 'pages has no action "delete" for you.',
      fields: { nextStep: 'Use one of: list, get, getBody.' },
    });
  });

  it.each([
    ['pages', {}, 'Argument "action" of pages is missing.'],
    ['pages', { action: 7 }, 'Argument "action" of pages must be text.'],
    ['pages', { action: 'getbody' }, 'pages has no action "getbody" (did you mean "getBody"?) for you.'],
    ['pages', { action: 'get', id: '1', cursor: 'x' }, 'Unknown argument "cursor".'],
    ['labels', { action: 'addToPage', pageId: '1' }, 'Unknown argument "pageId" (did you mean "id"?).'],
  ])('refuses a call of %s with %j', (tool, args, message) => {
    expect(resolve(tool, args)).toMatchObject({ code: 'invalid_input', message });
  });
});
