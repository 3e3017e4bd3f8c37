import type { AdfMark, AdfNode } from '../../../src/content/adf/node.ts';
import { edit } from '../../../src/content/edit/edit.ts';
import type { Edit, EditOptions } from '../../../src/content/edit/edits.ts';
import { openPage } from '../../../src/content/edit/page.ts';

export const strong: AdfMark = { type: 'strong' };
export const red: AdfMark = { type: 'textColor', attrs: { color: '#ff0000' } };

export function text(value: string, ...marks: AdfMark[]): AdfNode {
  return marks.length === 0 ? { type: 'text', text: value } : { type: 'text', text: value, marks };
}

export function comment(id: string): AdfMark {
  return { type: 'annotation', attrs: { id, annotationType: 'inlineComment' } };
}

export function link(href: string): AdfMark {
  return { type: 'link', attrs: { href } };
}

export function node(type: string, content: readonly AdfNode[], attrs?: Record<string, unknown>): AdfNode {
  return attrs === undefined ? { type, content } : { type, attrs, content };
}

export function p(...content: AdfNode[]): AdfNode {
  return node('paragraph', content);
}

export function doc(...content: AdfNode[]): string {
  return JSON.stringify({ type: 'doc', version: 1, content });
}

/** The view of a body, with the handles that it needs. */
export function viewOf(value: string): string {
  return openPage({ format: 'adf', value }, {}, 'needed').rendered.lines.join('\n');
}

let ids = 0;
export const resolvers = { newLocalId: (): string => `made-${(ids += 1)}` };

/** The body after some edits. */
export function apply(value: string, edits: readonly Edit[], options: EditOptions = {}): string {
  return edit({ format: 'adf', value }, edits, { resolvers, ...options }).value;
}

/** The body after one text of the view was replaced. */
export function replace(value: string, old: string, fresh: string, options: EditOptions = {}): string {
  return apply(value, [{ replace: { old, new: fresh } }], options);
}
