import type { Target } from '../operation.ts';
import type { NodeOutput } from '../output-shapes.ts';
import { inParentheses, oneLine } from '../text-lines.ts';

/** One row; `depth` indents it. */
export function nodeLine({ id, type, title, status }: NodeOutput, depth = 0): string {
  const facts = inParentheses(`${type} ${id}`, status && status !== 'current' && status);
  return `${'  '.repeat(depth)}- ${oneLine(title ?? '') || 'Untitled'} ${facts}`;
}

/** Nodes as an indented tree, in the site's order within each parent; what has no parent among them stands at the top. */
export function nodeTree(nodes: readonly NodeOutput[]): string {
  const known = new Set(nodes.map(({ id }) => id));
  const children = Map.groupBy(nodes, ({ parentId }) => (parentId && known.has(parentId) ? parentId : ''));
  const rows: string[] = [];
  const visit = (parent: string, depth: number): void => {
    const siblings = children.get(parent) ?? [];
    children.delete(parent);
    for (const node of siblings) {
      rows.push(nodeLine(node, depth));
      visit(node.id, depth + 1);
    }
  };
  visit('', 0);
  return rows.join('\n');
}

export function nodeTarget({ id, type, spaceId }: NodeOutput): Target {
  return { kind: type === 'page' || type === 'blogpost' ? type : 'content', id, ...(spaceId && { spaceId }) };
}

export function briefNode({ id, type }: NodeOutput): NodeOutput {
  return { id, type };
}
