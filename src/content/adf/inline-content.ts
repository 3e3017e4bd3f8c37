import type { AdfMark, AdfNode } from './node.ts';
import { changed, type Origins } from './origins.ts';
import { markKey } from './read-unit.ts';

/** Collects inline nodes: stretches of one text come together again, and new text joins a neighbour with the same marks. */
export interface InlineCollector {
  /** A stretch of an old text node, or new text without one. */
  text(from: AdfNode | undefined, text: string, marks: readonly AdfMark[]): void;
  node(node: AdfNode): void;
  nodes(): readonly AdfNode[];
}

interface Run {
  from: AdfNode | undefined;
  text: string;
  readonly marks: readonly AdfMark[];
}

export function collectInline(work: { readonly origins: Origins }): InlineCollector {
  const written = new Set<AdfNode>();
  const entries: Array<Run | AdfNode> = [];
  return {
    text(from, text, marks) {
      if (text === '' && from?.text !== '') return;
      const last = entries.at(-1);
      if (
        last !== undefined &&
        isRun(last) &&
        (last.from === from || last.from === undefined || from === undefined) &&
        sameMarks(last.marks, marks)
      ) {
        last.text += text;
        last.from ??= from;
      } else {
        entries.push({ from, text, marks });
      }
    },
    node: (node) => void entries.push(node),
    nodes: () =>
      entries.map((entry) => {
        if (!isRun(entry)) return entry;
        const node = textNode(entry);
        // Of a text that was split, the first part is the text.
        if (entry.from === undefined || written.has(entry.from)) return node;
        written.add(entry.from);
        return changed(work, entry.from, node);
      }),
  };
}

function isRun(entry: Run | AdfNode): entry is Run {
  return 'from' in entry;
}

function textNode({ from, text, marks }: Run): AdfNode {
  if (from === undefined) return marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks };
  if (sameMarks(marks, from.marks ?? [])) return text === from.text ? from : { ...from, text };
  const { marks: _before, ...rest } = from;
  return marks.length === 0 ? { ...rest, text } : { ...from, text, marks };
}

/** Whether two lists of marks mean the same; their order does not count. */
export function sameMarks(a: readonly AdfMark[], b: readonly AdfMark[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  const keys = new Set(a.map(markKey));
  return b.every((mark) => keys.has(markKey(mark)));
}
