import { scan } from '../storage/scanner.ts';

/** A node of a sequence of blocks, with what is around its content. */
export interface Part {
  readonly source: string;
  readonly name: string;
  /** Start tag, content and end tag; the content of `<x />` and of text is empty. */
  readonly open: string;
  readonly inner: string;
  readonly close: string;
  /** Whether other blocks stand inside. */
  readonly blocky: boolean;
}

/** The top-level nodes of storage markup; together they are the markup. */
export function partsOf(storage: string): Part[] {
  return scan(storage).root.children.map((node) => ({
    source: storage.slice(node.start, node.end),
    name: node.name,
    open: storage.slice(node.start, node.openEnd),
    inner: storage.slice(node.openEnd, node.closeStart),
    close: storage.slice(node.closeStart, node.end),
    blocky: node.blocky,
  }));
}

/** Whether a part is merged by what it holds: everything with blocks inside, and lists of tasks. */
export function isFrame(part: Part): boolean {
  return part.close !== '' && (part.blocky || part.name === 'ac:task-list');
}
