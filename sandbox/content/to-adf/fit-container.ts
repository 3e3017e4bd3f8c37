import type { AdfNode } from '../adf-document.ts';
import type { StorageElement } from '../storage-tree.ts';
import { adfNode, type Container, type Conversion } from './conversion.ts';

const lists = ['bulletList', 'orderedList', 'taskList'];
const common = ['paragraph', ...lists, 'codeBlock', 'mediaSingle', 'extension'];
const rich = [...common, 'heading', 'mediaGroup', 'decisionList', 'rule'];
const nonNestable = [...rich, 'panel', 'blockquote', 'table', 'blockCard', 'embedCard'];

/** Which blocks the vendor's ADF schema allows in each container. */
const allowed: Readonly<Record<Container, ReadonlySet<string>>> = {
  doc: new Set([
    ...nonNestable,
    'expand',
    'bodiedExtension',
    'layoutSection',
    'syncBlock',
    'bodiedSyncBlock',
  ]),
  layoutColumn: new Set([...nonNestable, 'expand', 'bodiedExtension']),
  listItem: new Set(common),
  tableCell: new Set([...rich, 'panel', 'blockquote', 'blockCard', 'embedCard', 'nestedExpand']),
  panel: new Set([...rich, 'blockCard']),
  blockquote: new Set([
    'paragraph',
    'bulletList',
    'orderedList',
    'codeBlock',
    'mediaSingle',
    'mediaGroup',
    'extension',
  ]),
  expand: new Set([...nonNestable, 'nestedExpand']),
  nestedExpand: new Set([...rich, 'panel', 'blockquote']),
  bodiedExtension: new Set(nonNestable),
  blockTaskItem: new Set(['paragraph', 'extension']),
};

const markContainers: Readonly<Record<string, ReadonlySet<Container>>> = {
  alignment: new Set(['doc', 'layoutColumn', 'tableCell']),
  indentation: new Set(['doc', 'layoutColumn']),
  fontSize: new Set([
    'doc',
    'layoutColumn',
    'tableCell',
    'listItem',
    'panel',
    'expand',
    'nestedExpand',
    'bodiedExtension',
    'blockTaskItem',
  ]),
  breakout: new Set(['doc']),
};

/**
 * The nodes that stand for `node` where `container` allows it or not: as it is, without marks that are not allowed
 * there, in a form that is, or as an extension that carries the storage format of `origin`.
 */
export function fitContainer(
  conversion: Conversion,
  node: AdfNode,
  container: Container,
  origin: StorageElement | null,
): AdfNode[] {
  if (allowed[container].has(node.type)) return [withAllowedMarks(node, container)];
  switch (node.type) {
    case 'heading':
      return [adfNode('paragraph', { content: node.content ?? [] })];
    case 'mediaGroup':
      return [adfNode('paragraph', { content: (node.content ?? []).map(inlineMedia) })];
    case 'blockCard':
    case 'embedCard': {
      const url = node.attrs?.['url'];
      if (typeof url !== 'string' || !allowed[container].has('paragraph')) break;
      return [adfNode('paragraph', { content: [adfNode('inlineCard', { attrs: { url } })] })];
    }
    case 'table':
      return [nestedTable(conversion, node, origin)];
    case 'layoutSection':
      return (node.content ?? [])
        .flatMap((column) => column.content ?? [])
        .flatMap((block) => fitContainer(conversion, block, container, origin));
    default:
  }
  return origin === null ? [] : [legacyContent(conversion, origin)];
}

function withAllowedMarks(node: AdfNode, container: Container): AdfNode {
  if (node.marks === undefined) return node;
  const marks = node.marks.filter((mark) => markContainers[mark.type]?.has(container) ?? true);
  const { marks: _, ...rest } = node;
  return marks.length === 0 ? rest : { ...rest, marks };
}

function inlineMedia(media: AdfNode): AdfNode {
  return { ...media, type: 'mediaInline' };
}

/** What the editor shows for a table in a cell (seen on a page of the vendor's cloud). */
function nestedTable(conversion: Conversion, table: AdfNode, origin: StorageElement | null): AdfNode {
  return adfNode('extension', {
    attrs: {
      extensionType: 'com.atlassian.confluence.migration',
      extensionKey: 'nested-table',
      text: '',
      parameters: {
        reason: "A table in a table cell can't be created or edited in the new editor.",
        adf: JSON.stringify({ type: 'doc', content: [table], version: 1 }),
        cxhtml: origin === null ? '' : conversion.source.slice(origin.start, origin.end),
      },
    },
  });
}

/** Storage format that has no node where it stands, kept whole. */
export function legacyContent(conversion: Conversion, origin: StorageElement): AdfNode {
  return adfNode('extension', {
    attrs: {
      extensionType: 'com.atlassian.confluence.migration',
      extensionKey: 'legacy-content',
      text: '',
      parameters: {
        reason: "This content can't be created or edited here in the new editor.",
        cxhtml: conversion.source.slice(origin.start, origin.end),
      },
    },
  });
}
