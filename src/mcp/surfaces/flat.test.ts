import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/app-error.ts';
import { catalogue } from '../../operations/catalogue.ts';
import { createFlatSurface } from './flat.ts';

const surface = createFlatSurface();
const one = { connections: [] };
const toolNamed = (name: string) => surface.tools(catalogue, one).find((tool) => tool.name === name);
const refusal = (name: string, args: unknown): AppError => {
  const resolved = surface.resolve(catalogue, name, args);
  if (resolved instanceof AppError) return resolved;
  throw new Error('was not refused');
};

describe('the flat surface', () => {
  it('shows one tool an operation, in the order of the catalogue', () => {
    expect(surface.tools(catalogue, one).map(({ name }) => name)).toEqual([
      'confluence_search_cql',
      'confluence_list_pages',
      'confluence_get_page_metadata',
      'confluence_get_page',
      'confluence_create_page',
      'confluence_edit_page',
      'confluence_append_to_page',
      'confluence_update_page',
      'confluence_delete_page',
      'confluence_list_spaces',
      'confluence_get_space',
      'confluence_get_page_children',
      'confluence_get_page_ancestors',
      'confluence_get_page_descendants',
      'confluence_get_comments',
      'confluence_add_comment',
      'confluence_get_inline_comments',
      'confluence_get_comment',
      'confluence_update_comment',
      'confluence_get_labels',
      'confluence_add_labels',
      'confluence_get_attachments',
      'confluence_get_attachment',
      'confluence_get_page_versions',
      'confluence_diff_page_versions',
      'confluence_create_blog_post',
      'confluence_get_blog_post',
      'confluence_edit_blog_post',
      'confluence_update_blog_post',
    ]);
  });

  it('defines a tool whole', () => {
    expect(toolNamed('confluence_get_page')).toEqual({
      name: 'confluence_get_page',
      description:
        'One page as Markdown with its etag, for reading and for confluence_edit_page. {#…} are handles of things. Long pages: view outline, then section, or go on with cursor. bodyFormat storage, atlas_doc_format (ADF) or view (HTML) gives the body in that format.',
      inputSchema: {
        type: 'object',
        properties: {
          id: { type: 'string', description: 'Page id' },
          bodyFormat: {
            type: 'string',
            enum: ['markdown', 'storage', 'atlas_doc_format', 'view'],
            default: 'markdown',
          },
          view: { type: 'string', enum: ['full', 'outline', 'section', 'raw'], default: 'full' },
          section: { type: 'string', description: 'Heading or #handle' },
          ids: { type: 'string', enum: ['needed', 'all'], description: 'all: a handle on every block' },
          cursor: { type: 'string' },
          maxTokens: { type: 'integer', minimum: 256, maximum: 100_000, description: 'Default 8000' },
          version: { type: 'integer', minimum: 1, description: 'An earlier version' },
          draft: { type: 'boolean' },
          outputFormat: { type: 'string', enum: ['verbose', 'structured', 'both'], default: 'verbose' },
        },
        required: ['id'],
      },
      annotations: {
        title: 'Get page',
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: true,
      },
    });
  });

  it('says of writes what they may do', () => {
    const hints = ['create_page', 'edit_page', 'append_to_page', 'update_page', 'delete_page'].map((name) => {
      const { readOnlyHint, destructiveHint, idempotentHint } =
        toolNamed(`confluence_${name}`)?.annotations ?? {};
      return { readOnlyHint, destructiveHint, idempotentHint };
    });
    expect(hints).toEqual([
      { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
      { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
      { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
      { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
      { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    ]);
  });

  it('asks for a connection only where there are several', () => {
    const [tool] = surface.tools(catalogue, { connections: ['cloud', 'dc'] });
    expect(tool?.inputSchema.properties).toMatchObject({
      connection: { type: 'string', enum: ['cloud', 'dc'] },
    });
    expect(tool?.inputSchema.required).toEqual(['cql', 'connection']);
    expect(toolNamed('confluence_search_cql')?.inputSchema.properties).not.toHaveProperty('connection');
  });

  it('hands out the same definitions every time', () => {
    const first = surface.tools(catalogue, one);
    const second = surface.tools([...catalogue], one);
    expect(second.every((tool, index) => tool === first[index])).toBe(true);
  });

  it('has input schemas that a strict validator takes', () => {
    const ajv = new Ajv2020({ strict: true });
    const tools = surface.tools(catalogue, { connections: ['a', 'b'] });
    expect(tools.filter(({ inputSchema }) => !ajv.compile(inputSchema))).toEqual([]);
  });

  it('resolves a call to its operation and takes the common arguments out', () => {
    const resolved = surface.resolve(catalogue, 'confluence_get_space', {
      id: 7,
      outputFormat: 'both',
      connection: 'cloud',
    });
    expect(resolved).toEqual({
      operation: catalogue.find(({ name }) => name === 'confluence_get_space'),
      args: { id: 7 },
      outputFormat: 'both',
      connection: 'cloud',
      schemaAdvertised: false,
    });
  });

  it('takes null for an argument that is not there', () => {
    const args = { spaceId: '1', cursor: null, outputFormat: null };
    expect(surface.resolve(catalogue, 'confluence_list_pages', args)).toMatchObject({
      args: { spaceId: '1' },
      outputFormat: 'verbose',
    });
  });

  it('does not tell a hidden tool from an absent one', () => {
    const some = catalogue.filter(({ effect }) => effect === 'read');
    expect(surface.resolve(some, 'confluence_delete_page', { id: '1' })).toBe('unknown tool');
    expect(surface.resolve(some, 'confluence_no_such_tool', { id: '1' })).toBe('unknown tool');
  });

  it('names an unknown argument, what was meant and what there is', () => {
    const error = refusal('confluence_get_page', { page_id: '1', fomat: 'x' });
    expect(error.code).toBe('invalid_input');
    expect(error.message).toBe('Unknown argument "page_id" (did you mean "id"?), "fomat".');
    expect(error.fields.nextStep).toBe(
      'confluence_get_page takes: id, bodyFormat, view, section, ids, cursor, maxTokens, version, draft.',
    );
  });

  it.each([
    [[1], 'The arguments must be an object.'],
    ['id', 'The arguments must be an object.'],
    [{ id: 1, outputFormat: 'xml' }, 'Argument "outputFormat" is unknown.'],
    [{ id: 1, connection: 5 }, 'Argument "connection" must be the short name of a connection.'],
  ])('refuses %j', (args, message) => {
    expect(refusal('confluence_get_page', args)).toMatchObject({ code: 'invalid_input', message });
  });
});
