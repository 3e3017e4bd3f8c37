import type { AdfNode, Json } from '../adf-document.ts';
import { macroDisplay, macroTitle, panelByMacro } from '../macro-catalogue.ts';
import { type Macro, parameterOf, readMacro } from '../macro.ts';
import { attributeOf, descendants, innerSource, type StorageElement } from '../storage-tree.ts';
import { adfNode, type Conversion, type Place } from './conversion.ts';
import { legacyContent } from './fit-container.ts';
import { statusNode } from './inline-nodes.ts';
import { breakoutMarks } from './layout.ts';
import { fileMedia } from './media.ts';

export interface MacroNodes {
  readonly inline: boolean;
  readonly nodes: readonly AdfNode[];
}

/** A macro as its native node or as an extension (facts: formats §3, §4). `place` is null where only text may stand. */
export function macroNodes(
  conversion: Conversion,
  element: StorageElement,
  place: Place | null,
  stands: 'block' | 'alone' | 'inline',
  depth: number,
): MacroNodes {
  const macro = readMacro(conversion.source, element);
  if (macro.name === 'status') return { inline: true, nodes: [statusNode(macro)] };
  if (place === null) return { inline: true, nodes: inlineOnly(conversion, macro) };
  const native = nativeBlock(conversion, macro, { ...place, depth });
  if (native !== null) return { inline: false, nodes: [native] };
  if (macro.name === '') return { inline: false, nodes: [legacyContent(conversion, element)] };
  if (isInline(macro, stands)) return { inline: true, nodes: [inlineExtension(macro)] };
  if (macro.richBody === null) return { inline: false, nodes: [extension(macro, macro.plainBody)] };
  const bodied = place.container === 'doc' || place.container === 'layoutColumn';
  if (!bodied)
    return { inline: false, nodes: [extension(macro, innerSource(conversion.source, macro.richBody))] };
  const content = conversion.blocks(macro.richBody.children, {
    ...place,
    container: 'bodiedExtension',
    depth,
  });
  const node = adfNode('bodiedExtension', {
    attrs: extensionAttributes(macro, {}),
    content: content.length > 0 ? content : [{ type: 'paragraph' }],
  });
  return { inline: false, nodes: [node] };
}

function nativeBlock(conversion: Conversion, macro: Macro, place: Place): AdfNode | null {
  const localId = attributeOf(macro.element, 'ac:local-id');
  const panelType = panelByMacro[macro.name];
  if (panelType !== undefined && macro.richBody !== null) {
    return panel(conversion, macro, { panelType, localId }, place);
  }
  switch (macro.name) {
    case 'code':
      if (macro.richBody !== null) return null;
      return adfNode('codeBlock', {
        attrs: { language: parameterOf(macro, 'language') || undefined, localId },
        content: macro.plainBody ? [{ type: 'text', text: macro.plainBody }] : [],
        marks: breakoutMarks(parameterOf(macro, 'breakoutMode'), parameterOf(macro, 'breakoutWidth')),
      });
    case 'panel': {
      // A title or a border has no home in the editor's panel: the macro stays an extension.
      const framed = macro.parameters.some((parameter) =>
        /^(?:title|border|titleBGColor)/.test(parameter.name),
      );
      if (framed || macro.richBody === null) return null;
      const attrs = {
        panelType: 'custom',
        panelIcon: parameterOf(macro, 'panelIcon'),
        panelIconId: parameterOf(macro, 'panelIconId'),
        panelIconText: parameterOf(macro, 'panelIconText'),
        panelColor: parameterOf(macro, 'bgColor'),
        localId,
      };
      return panel(conversion, macro, attrs, place);
    }
    case 'expand': {
      if (macro.richBody === null || place.container === 'nestedExpand') return null;
      const root = place.container === 'doc' || place.container === 'layoutColumn';
      const container = root ? 'expand' : 'nestedExpand';
      const content = conversion.blocks(macro.richBody.children, { ...place, container });
      return adfNode(container, {
        attrs: { title: parameterOf(macro, 'title') ?? (root ? undefined : ''), localId },
        content: content.length > 0 ? content : [{ type: 'paragraph' }],
        marks: breakoutMarks(parameterOf(macro, 'breakoutMode'), parameterOf(macro, 'breakoutWidth')),
      });
    }
    case 'view-file': {
      const name = macro.parameters.find((parameter) => parameter.name === 'name');
      const attachment = name === undefined ? undefined : descendants(name.element, 'ri:attachment')[0];
      return attachment === undefined
        ? null
        : adfNode('mediaGroup', { content: [fileMedia(conversion, attachment)] });
    }
    default:
      return null;
  }
}

function panel(
  conversion: Conversion,
  macro: Macro,
  attrs: { readonly [key: string]: Json | undefined },
  place: Place,
): AdfNode {
  const title = parameterOf(macro, 'title') ?? '';
  const heading: AdfNode[] =
    title === ''
      ? []
      : [{ type: 'paragraph', content: [{ type: 'text', text: title, marks: [{ type: 'strong' }] }] }];
  const body = conversion.blocks(macro.richBody?.children ?? [], { ...place, container: 'panel' });
  const content = [...heading, ...body];
  return adfNode('panel', { attrs, content: content.length > 0 ? content : [{ type: 'paragraph' }] });
}

function isInline(macro: Macro, stands: 'block' | 'alone' | 'inline'): boolean {
  const output = parameterOf(macro, 'atlassian-macro-output-type');
  if (output === 'BLOCK' || macro.richBody !== null) return false;
  if (output === 'INLINE') return true;
  if (stands === 'block') return false;
  const display = macroDisplay(macro.name);
  if (display === 'inline') return true;
  if (display === 'block' || macro.plainBody !== null) return false;
  return stands === 'inline' && !(macro.name === 'jira' && parameterOf(macro, 'key') === undefined);
}

function inlineOnly(conversion: Conversion, macro: Macro): AdfNode[] {
  if (macro.richBody !== null) return [];
  return macro.name === '' ? [] : [inlineExtension(macro)];
}

function inlineExtension(macro: Macro): AdfNode {
  const { layout: _, ...attrs } = extensionAttributes(macro, bodyParameter(macro.plainBody));
  return adfNode('inlineExtension', { attrs });
}

function extension(macro: Macro, body: string | null): AdfNode {
  return adfNode('extension', { attrs: extensionAttributes(macro, bodyParameter(body)) });
}

function bodyParameter(body: string | null): Record<string, Json> {
  return body === null ? {} : { __bodyContent: { value: body } };
}

function extensionAttributes(macro: Macro, extra: Record<string, Json>): Record<string, Json | undefined> {
  const macroParams: Record<string, Json> = {};
  for (const parameter of macro.parameters) macroParams[parameter.name] = { value: parameter.value };
  const macroId = attributeOf(macro.element, 'ac:macro-id');
  const layout = attributeOf(macro.element, 'data-layout') ?? '';
  return {
    layout: layout === 'wide' || layout === 'full-width' ? layout : 'default',
    extensionType: 'com.atlassian.confluence.macro.core',
    extensionKey: macro.name,
    parameters: {
      macroParams: { ...macroParams, ...extra },
      macroMetadata: {
        ...(macroId === undefined ? {} : { macroId: { value: macroId } }),
        schemaVersion: { value: attributeOf(macro.element, 'ac:schema-version') ?? '1' },
        ...(macro.richBody !== null && '__bodyContent' in extra ? { bodyType: { value: 'rich' } } : {}),
        title: macroTitle(macro.name),
      },
    },
    localId: attributeOf(macro.element, 'ac:local-id') || undefined,
  };
}
