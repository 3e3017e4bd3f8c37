import type { ContentContext } from './context.ts';
import { parseStorage } from './parse-storage.ts';
import type { StorageElement } from './storage-tree.ts';
import { headingIds } from './view/headings.ts';
import { nodesHtml } from './view/nodes.ts';
import { longestInclusion, type Rendering } from './view/rendering.ts';

/**
 * The `view` format: readable HTML in which nothing of the body can run as script. Links, files, people, children and
 * included pages come from the context, which decides what the reader may see.
 */
export function storageToView(storage: string, context: ContentContext): string {
  const { root } = parseStorage(storage);
  return render(storage, root, root, context, [context.contentId], { count: 0 });
}

function render(
  source: string,
  root: StorageElement,
  shown: StorageElement,
  context: ContentContext,
  including: readonly string[],
  generated: { count: number },
): string {
  const rendering: Rendering = {
    source,
    context,
    headings: headingIds(root),
    including,
    generated,
    nodes: (nodes, depth, inline) => nodesHtml(rendering, nodes, depth, inline),
    included: (page, select) => {
      if (page.storage === undefined || including.includes(page.id) || including.length > longestInclusion)
        return null;
      const other = parseStorage(page.storage).root;
      const part = select(other);
      if (part === null) return null;
      const inside = { ...context, contentId: page.id, spaceKey: page.spaceKey };
      return render(page.storage, other, part, inside, [...including, page.id], generated);
    },
  };
  return rendering.nodes(shown.children, 0, false);
}
