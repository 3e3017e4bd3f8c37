import type { AdfNode, Json } from '../adf-document.ts';
import { camelName } from '../adf-names.ts';
import {
  attributeOf,
  characterData,
  childElement,
  childElements,
  type StorageElement,
} from '../storage-tree.ts';
import { adfNode, type Container, type Conversion, type Place } from './conversion.ts';

const containers: Readonly<Record<string, Container>> = {
  panel: 'panel',
  expand: 'expand',
  nestedExpand: 'nestedExpand',
  bodiedExtension: 'bodiedExtension',
  bodiedSyncBlock: 'layoutColumn',
};
const inlineTypes = new Set([
  'inlineExtension',
  'mediaInline',
  'mention',
  'emoji',
  'date',
  'status',
  'inlineCard',
  'placeholder',
]);

/** The node that an `ac:adf-extension` carries (facts: formats §5); its fallback is ignored. */
export function adfExtensionNodes(
  conversion: Conversion,
  element: StorageElement,
  place: Place | null,
  depth: number,
): { readonly inline: boolean; readonly nodes: readonly AdfNode[] } {
  const written = childElement(element, 'ac:adf-node');
  if (written === undefined) return { inline: place === null, nodes: [] };
  const type = camelName(attributeOf(written, 'type') ?? '');
  if (inlineTypes.has(type))
    return { inline: true, nodes: [adfNode(type, { attrs: attributesOf(written) })] };
  if (place === null) {
    const content = childElement(written, 'ac:adf-content');
    return {
      inline: true,
      nodes: content === undefined ? [] : conversion.inlines(content.children, depth, []),
    };
  }
  return { inline: false, nodes: [blockNode(conversion, written, type, { ...place, depth })] };
}

function blockNode(conversion: Conversion, written: StorageElement, type: string, place: Place): AdfNode {
  const attrs = attributesOf(written);
  const content = childElement(written, 'ac:adf-content');
  if (type === 'decisionList') {
    const items = [...childElements(written), ...(content === undefined ? [] : childElements(content))]
      .filter((child) => child.name === 'ac:adf-node')
      .map((item) => {
        const { localId, state } = attributesOf(item);
        const text = childElement(item, 'ac:adf-content');
        return adfNode('decisionItem', {
          attrs: { localId: localId ?? conversion.stableId(), state: state ?? 'DECIDED' },
          content: text === undefined ? [] : conversion.inlines(text.children, place.depth + 2, []),
        });
      });
    return adfNode(type, { attrs: { localId: attrs['localId'] ?? conversion.stableId() }, content: items });
  }
  const container = containers[type];
  if (container === undefined) return adfNode(type, { attrs });
  const blocks = conversion.blocks(content?.children ?? [], { ...place, container });
  return adfNode(type, { attrs, content: blocks.length > 0 ? blocks : [{ type: 'paragraph' }] });
}

/** `ac:adf-attribute` children; a value that is not a string is JSON. */
function attributesOf(written: StorageElement): Record<string, Json> {
  const attrs: Record<string, Json> = {};
  for (const child of childElements(written)) {
    if (child.name !== 'ac:adf-attribute') continue;
    const key = camelName(attributeOf(child, 'key') ?? '');
    if (key !== '') attrs[key] = attributeValue(characterData(child));
  }
  return attrs;
}

function attributeValue(text: string): Json {
  if (!/^(?:true|false|null|-?\d+(?:\.\d+)?|[{["].*)$/s.test(text)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
