import { createHash } from 'node:crypto';
import type { AdfDocument } from './adf-document.ts';
import type { ContentContext } from './context.ts';
import { parseStorage } from './parse-storage.ts';
import type { Conversion } from './to-adf/conversion.ts';
import { blocksOf, inlinesOf } from './to-adf/flow.ts';

/**
 * A body as an ADF document that is valid under the vendor's schema. The same body gives the same document each time.
 * What follows a fault in a body that is not well-formed becomes text.
 */
export function storageToAdf(storage: string, context: ContentContext): AdfDocument {
  let ids = 0;
  const conversion: Conversion = {
    source: storage,
    context,
    stableId: () => {
      ids += 1;
      return nameBasedUuid(`${context.contentId}/${ids}`);
    },
    blocks: (nodes, place) => blocksOf(conversion, nodes, place),
    inlines: (nodes, depth, marks) => inlinesOf(conversion, nodes, depth, marks),
  };
  const { root } = parseStorage(storage);
  const content = conversion.blocks(root.children, { container: 'doc', depth: 0, tables: 0 });
  return { type: 'doc', content, version: 1 };
}

/** RFC 9562 §5.5 without a name space. */
function nameBasedUuid(name: string): string {
  const bytes = createHash('sha1').update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
