import type { AdfNode } from '../adf-document.ts';
import { panelByMacro } from '../macro-catalogue.ts';
import { adfExtensionElement, decisionListElement } from './adf-extension.ts';
import { extensionElement } from './extension.ts';
import { cardLink } from './links.ts';
import { macroElement, type MacroParts } from './macro-element.ts';
import { mediaGroupMarkup, mediaSingleMarkup } from './media.ts';
import { tableMarkup } from './table.ts';
import { attributes, element, markOf, numberAttr, textAttr, type Writing } from './writing.ts';

/** One block as storage format (facts: formats §1, §3, §4, §5). */
export function blockMarkup(writing: Writing, node: AdfNode, depth: number): string {
  const localId = textAttr(node, 'localId');
  const children = node.content ?? [];
  switch (node.type) {
    case 'paragraph':
      return element('p', blockAttributes(node), writing.inlines(children, depth + 1));
    case 'heading': {
      const level = Math.min(6, Math.max(1, Math.round(numberAttr(node, 'level') ?? 1)));
      return element(`h${level}`, blockAttributes(node), writing.inlines(children, depth + 1));
    }
    case 'bulletList':
      return element('ul', attributes({ 'local-id': localId }), writing.blocks(children, depth + 1));
    case 'orderedList': {
      const head = attributes({ start: numberAttr(node, 'order') ?? 1, 'local-id': localId });
      return element('ol', head, writing.blocks(children, depth + 1));
    }
    case 'listItem':
      return element('li', attributes({ 'local-id': localId }), writing.blocks(children, depth + 1));
    case 'blockquote':
      return element('blockquote', attributes({ 'local-id': localId }), writing.blocks(children, depth + 1));
    case 'rule':
      return `<hr${attributes({ 'local-id': localId })} />`;
    case 'codeBlock': {
      const language = textAttr(node, 'language');
      return macro(writing, node, 'code', {
        parameters: [
          ...(language === undefined ? [] : [['language', language] as const]),
          ...breakoutParameters(node),
        ],
        plainBody: children.map((child) => child.text ?? '').join(''),
      });
    }
    case 'panel':
      return panelMarkup(writing, node, depth);
    case 'expand':
    case 'nestedExpand': {
      const title = textAttr(node, 'title');
      return macro(writing, node, 'expand', {
        parameters: [
          ...(title === undefined ? [] : [['title', title] as const]),
          ...breakoutParameters(node),
        ],
        richBody: writing.blocks(children, depth + 1),
      });
    }
    case 'table':
      return tableMarkup(writing, node, depth);
    case 'mediaSingle':
      return mediaSingleMarkup(writing, node, depth);
    case 'mediaGroup':
      return mediaGroupMarkup(writing, node);
    case 'taskList':
      return `<ac:task-list${attributes({ 'ac:task-list-id': localId })}>${writing.blocks(children, depth + 1)}</ac:task-list>`;
    case 'taskItem':
      return taskMarkup(writing, node, writing.inlines(children, depth + 1));
    case 'blockTaskItem':
      return taskMarkup(writing, node, writing.blocks(children, depth + 1));
    case 'decisionList':
      return decisionListElement(writing, node, depth);
    case 'blockCard':
    case 'embedCard': {
      const url = textAttr(node, 'url');
      if (url === undefined || node.attrs?.['datasource'] !== undefined)
        return adfExtensionElement(writing, node, depth);
      const more =
        node.type === 'blockCard'
          ? { 'local-id': localId }
          : {
              'data-layout': textAttr(node, 'layout'),
              'data-width': numberAttr(node, 'width'),
              'local-id': localId,
            };
      return `<p>${cardLink(writing.context, url, node.type === 'blockCard' ? 'block' : 'embed', more)}</p>`;
    }
    case 'extension':
    case 'bodiedExtension':
      return extensionElement(writing, node, depth);
    case 'layoutSection':
    case 'layoutColumn':
      return writing.blocks(children, depth + 1);
    default:
      return isInline(node)
        ? element('p', '', writing.inlines([node], depth + 1))
        : adfExtensionElement(writing, node, depth);
  }
}

function panelMarkup(writing: Writing, node: AdfNode, depth: number): string {
  const type = textAttr(node, 'panelType') ?? 'info';
  const name = Object.keys(panelByMacro).find((candidate) => panelByMacro[candidate] === type);
  if (name !== undefined) {
    return macro(writing, node, name, { richBody: writing.blocks(node.content ?? [], depth + 1) });
  }
  if (type !== 'custom') return adfExtensionElement(writing, node, depth);
  const parameters = [
    ['panelIconId', textAttr(node, 'panelIconId')],
    ['panelIcon', textAttr(node, 'panelIcon')],
    ['panelIconText', textAttr(node, 'panelIconText')],
    ['bgColor', textAttr(node, 'panelColor')],
  ] as const;
  return macro(writing, node, 'panel', {
    parameters: parameters.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
    richBody: writing.blocks(node.content ?? [], depth + 1),
  });
}

function macro(
  writing: Writing,
  node: AdfNode,
  name: string,
  parts: Pick<MacroParts, 'parameters' | 'plainBody' | 'richBody'>,
): string {
  return macroElement({
    name,
    macroId: writing.context.newId(),
    localId: textAttr(node, 'localId'),
    ...parts,
  });
}

function breakoutParameters(node: AdfNode): (readonly [string, string])[] {
  const breakout = markOf(node, 'breakout');
  if (breakout === undefined) return [];
  const width = numberAttr(breakout, 'width');
  return [
    ['breakoutMode', textAttr(breakout, 'mode') ?? ''],
    ...(width === undefined ? [] : [['breakoutWidth', String(width)] as const]),
  ];
}

/** A page-local number, and the UUID where the item has one (facts: formats §1). */
function taskMarkup(writing: Writing, node: AdfNode, body: string): string {
  const localId = textAttr(node, 'localId') ?? '';
  const number = writing.taskNumber(localId);
  const uuid =
    localId === '' || localId === number ? '' : element('ac:task-uuid', '', attributeText(localId));
  const status = textAttr(node, 'state') === 'DONE' ? 'complete' : 'incomplete';
  return (
    `<ac:task><ac:task-id>${number}</ac:task-id>${uuid}<ac:task-status>${status}</ac:task-status>` +
    `<ac:task-body>${body}</ac:task-body></ac:task>`
  );
}

function attributeText(text: string): string {
  return text.replace(/[^\w.:-]/g, '');
}

function blockAttributes(node: AdfNode): string {
  const styles: string[] = [];
  const alignment = markOf(node, 'alignment');
  if (alignment !== undefined) {
    styles.push(`text-align: ${textAttr(alignment, 'align') === 'end' ? 'right' : 'center'};`);
  }
  const indentation = markOf(node, 'indentation');
  if (indentation !== undefined)
    styles.push(`margin-left: ${(numberAttr(indentation, 'level') ?? 1) * 30}.0px;`);
  return attributes({
    style: styles.length > 0 ? styles.join('') : undefined,
    'data-font-size': markOf(node, 'fontSize') === undefined ? undefined : 'small',
    'local-id': textAttr(node, 'localId'),
  });
}

const inlineTypes = new Set(
  'text hardBreak mention emoji date status placeholder inlineCard inlineExtension mediaInline'.split(' '),
);

function isInline(node: AdfNode): boolean {
  return inlineTypes.has(node.type);
}
