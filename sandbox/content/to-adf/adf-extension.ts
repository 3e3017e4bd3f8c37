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
import { legacyContent } from './fit-container.ts';

interface NodeShape {
  /** Names of attributes; those with `!` must be there, as text. */
  readonly attributes: string;
  /** Only for nodes with blocks inside. */
  readonly container?: Container;
  readonly inline?: true;
}

const extensionAttributes = 'extensionKey! extensionType! parameters text layout localId';

/** The nodes that pages carry this way, with the attributes the schema allows them. */
const shapes: Readonly<Record<string, NodeShape>> = {
  panel: {
    attributes: 'panelType! panelIcon panelIconId panelIconText panelColor localId',
    container: 'panel',
  },
  extension: { attributes: extensionAttributes },
  bodiedExtension: { attributes: extensionAttributes, container: 'bodiedExtension' },
  inlineExtension: { attributes: extensionAttributes.replace('layout ', ''), inline: true },
  mediaInline: { attributes: 'type! id! collection! alt occurrenceKey width height localId', inline: true },
  inlineCard: { attributes: 'url data localId', inline: true },
  blockCard: { attributes: 'url data datasource width layout localId' },
  syncBlock: { attributes: 'resourceId! localId!' },
  bodiedSyncBlock: { attributes: 'resourceId! localId!', container: 'bodiedExtension' },
};

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
  const shape = shapes[type];
  const attrs = shape === undefined ? null : shapedAttributes(written, shape);
  if (shape?.inline === true && attrs !== null) return { inline: true, nodes: [adfNode(type, { attrs })] };
  if (place === null) {
    const content = childElement(written, 'ac:adf-content');
    return {
      inline: true,
      nodes: content === undefined ? [] : conversion.inlines(content.children, depth, []),
    };
  }
  const inner: Place = { ...place, depth };
  if (type === 'decisionList') return { inline: false, nodes: decisionList(conversion, written, inner) };
  if (shape === undefined || attrs === null)
    return { inline: false, nodes: [legacyContent(conversion, element)] };
  if (shape.container === undefined) return { inline: false, nodes: [adfNode(type, { attrs })] };
  const children = childElement(written, 'ac:adf-content')?.children ?? [];
  const blocks = conversion.blocks(children, { ...inner, container: shape.container });
  const content = blocks.length > 0 ? blocks : [{ type: 'paragraph' }];
  return { inline: false, nodes: [adfNode(type, { attrs, content })] };
}

/** Items stand in the list's node itself or in its content. */
function decisionList(conversion: Conversion, written: StorageElement, place: Place): AdfNode[] {
  const content = childElement(written, 'ac:adf-content');
  const items = [...childElements(written), ...(content === undefined ? [] : childElements(content))]
    .filter((child) => child.name === 'ac:adf-node')
    .map((item) => {
      const { localId, state } = attributesOf(item);
      const text = childElement(item, 'ac:adf-content');
      return adfNode('decisionItem', {
        attrs: { localId: textOr(localId, conversion.stableId()), state: textOr(state, 'DECIDED') },
        content: text === undefined ? [] : conversion.inlines(text.children, place.depth + 2, []),
      });
    });
  if (items.length === 0) return [];
  const { localId } = attributesOf(written);
  return [
    adfNode('decisionList', { attrs: { localId: textOr(localId, conversion.stableId()) }, content: items }),
  ];
}

function textOr(value: Json | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** The attributes that the node may have, or null when one that it must have is missing. */
function shapedAttributes(written: StorageElement, shape: NodeShape): Record<string, Json> | null {
  const given = attributesOf(written);
  const attrs: Record<string, Json> = {};
  for (const name of shape.attributes.split(' ')) {
    const key = name.replace('!', '');
    const value = given[key];
    if (value !== undefined) attrs[key] = value;
    if (name.endsWith('!') && (typeof value !== 'string' || value === '')) return null;
  }
  return attrs;
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
