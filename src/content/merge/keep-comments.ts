import { AppError } from '../../kernel/app-error.ts';
import { updateFromView } from '../edit/edit.ts';
import { attribute } from '../storage/nodes.ts';
import { replaceAll, type Replacement } from '../storage/replacement.ts';
import { nodeType, scan, type StorageNode } from '../storage/scanner.ts';
import { view } from '../view/view.ts';

type MergeText = (base: string, ours: string, theirs: string) => string | undefined;

/**
 * Where comments that others added are all that stands in the way: the texts are merged without their anchors, and the
 * result is made an edit of theirs, which keeps anchors by the rules of edits. Undefined when that is not possible.
 */
export function keepNewComments(
  base: string,
  ours: string,
  theirs: string,
  mergeText: MergeText,
): string | undefined {
  const plain = withoutNewComments(base, theirs);
  if (plain === theirs) return undefined;
  const merged = mergeText(base, ours, plain);
  if (merged === undefined) return undefined;
  try {
    const { text } = view({ format: 'storage', value: merged });
    return updateFromView({ format: 'storage', value: theirs }, text, { allowLoss: ['link'] }).value;
  } catch (thrown) {
    if (thrown instanceof AppError) return undefined;
    throw thrown;
  }
}

/** `theirs` without the anchors whose comments `base` does not have; the text in them stays. */
function withoutNewComments(base: string, theirs: string): string {
  const known = new Set(markersOf(base).map((marker) => attribute(base, marker, 'ac:ref')));
  const tags = markersOf(theirs)
    .filter((marker) => !known.has(attribute(theirs, marker, 'ac:ref')))
    .flatMap((marker): Replacement[] => [
      { start: marker.start, end: marker.openEnd, text: '' },
      { start: marker.closeStart, end: marker.end, text: '' },
    ]);
  return replaceAll(
    theirs,
    tags.filter(({ start, end }) => start < end),
  );
}

function markersOf(storage: string): StorageNode[] {
  const markers: StorageNode[] = [];
  const stack = [scan(storage).root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const child of node.children) {
      if (child.type !== nodeType.element) continue;
      if (child.name === 'ac:inline-comment-marker') markers.push(child);
      stack.push(child);
    }
  }
  return markers;
}
