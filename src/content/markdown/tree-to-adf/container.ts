import { bodiedMacros, checkMacro } from '../macro-catalogue.ts';
import { containerParameters } from '../macro-parameters.ts';
import { cellWidths, isLayoutSection, layoutOf } from '../page-layout.ts';
import { refuse } from '../refuse.ts';
import type { Attributes, TreeContainer } from '../tree.ts';
import type { BlockWriter } from './blocks.ts';
import { checkPlace, mayHold, type Parent } from './content-rules.ts';
import { extensionNode } from './extension.ts';
import type { AdfNode } from '../../adf/node.ts';
import { paragraphNode, textNode } from './make-node.ts';
import { takeExisting, type Writing } from './writing.ts';

/** Panels by the macros that they are in storage format (facts: formats §3). */
const panelTypes: ReadonlyMap<string, string> = new Map([
  ['info', 'info'],
  ['note', 'warning'],
  ['tip', 'success'],
  ['warning', 'error'],
]);

/** Parameters of the panel macro that an ADF panel has a place for. */
const panelAttributes: ReadonlyMap<string, string> = new Map([
  ['bgColor', 'panelColor'],
  ['panelIcon', 'panelIcon'],
  ['panelIconId', 'panelIconId'],
  ['panelIconText', 'panelIconText'],
]);

/** A container as ADF nodes; the only cell of a section stands for itself, as ADF has no such sections. */
export function containerNodes(
  container: TreeContainer,
  parent: Parent,
  writing: Writing,
  write: BlockWriter,
): AdfNode[] {
  if (container.handle !== undefined)
    return [storedContainer(container, container.handle, parent, writing, write)];
  if (isLayoutSection(container)) return sectionNodes(container, parent, write);
  return [newContainer(container, parent, writing, write)];
}

function newContainer(
  container: TreeContainer,
  parent: Parent,
  writing: Writing,
  write: BlockWriter,
): AdfNode {
  const { name, line } = container;
  const values = containerParameters(container);
  if (name === 'cell')
    throw refuse(line, '":::cell" stands outside a section.', 'Put cells into ":::section".');
  if (name === 'adf-panel') return panel('note', container, [], parent, write);
  const panelType = panelTypes.get(name);
  if (panelType !== undefined) return panel(panelType, container, values, parent, write);
  if (name === 'panel' && values.every(([key]) => panelAttributes.has(key)))
    return customPanel(container, values, parent, write);
  if (name === 'expand') return expand(container, values, parent, write);
  checkMacro(name, bodiedMacros, line, writing.resolvers);
  checkPlace(parent, 'bodiedExtension', line);
  return extensionNode(
    'bodiedExtension',
    name,
    values,
    writing.newLocalId(),
    filled(write(container.blocks, 'bodiedExtension')),
  );
}

function filled(content: AdfNode[]): AdfNode[] {
  return content.length === 0 ? [paragraphNode([])] : content;
}

/** A panel; ADF panels have no title, so it becomes a bold first paragraph. */
function panel(
  panelType: string,
  container: TreeContainer,
  values: Attributes,
  parent: Parent,
  write: BlockWriter,
): AdfNode {
  checkPlace(parent, 'panel', container.line);
  const title = values.find(([key]) => key === 'title')?.[1] ?? '';
  for (const [key] of values)
    if (key !== 'title')
      throw refuse(
        container.line,
        `This page is stored as ADF, where ":::${container.name}" has no parameter "${key}".`,
        'Leave it out.',
      );
  const heading = title === '' ? [] : [paragraphNode([textNode(title, [{ type: 'strong' }])])];
  const content = [...heading, ...write(container.blocks, 'panel')];
  return { type: 'panel', attrs: { panelType }, content: filled(content) };
}

function customPanel(
  container: TreeContainer,
  values: Attributes,
  parent: Parent,
  write: BlockWriter,
): AdfNode {
  checkPlace(parent, 'panel', container.line);
  const attributes = values.map(([key, value]) => [panelAttributes.get(key) ?? key, value]);
  return {
    type: 'panel',
    attrs: { panelType: 'custom', ...Object.fromEntries(attributes) },
    content: filled(write(container.blocks, 'panel')),
  };
}

/** An expand inside a table or another expand is a node of its own kind. */
function expand(container: TreeContainer, values: Attributes, parent: Parent, write: BlockWriter): AdfNode {
  const type = mayHold(parent, 'nestedExpand') ? 'nestedExpand' : 'expand';
  checkPlace(parent, type, container.line);
  for (const [key] of values)
    if (key !== 'title')
      throw refuse(
        container.line,
        `This page is stored as ADF, where an expand has no parameter "${key}".`,
        'Leave it out.',
      );
  const title = values.find(([key]) => key === 'title')?.[1] ?? '';
  return { type, attrs: { title }, content: filled(write(container.blocks, type)) };
}

function sectionNodes(section: TreeContainer, parent: Parent, write: BlockWriter): AdfNode[] {
  checkPlace(parent, 'layoutSection', section.line);
  const { type, cells } = layoutOf(section);
  if (cells.length === 1) return cells.flatMap((cell) => write(cell.blocks, 'doc'));
  if (cells.length > 3)
    throw refuse(
      section.line,
      'This page is stored as ADF, where a section has two or three cells.',
      'Use fewer cells, or several sections.',
    );
  const widths = cellWidths(type, cells);
  const content = cells.map((cell, index): AdfNode => ({
    type: 'layoutColumn',
    attrs: { width: widths[index] ?? 0 },
    content: filled(write(cell.blocks, 'layoutColumn')),
  }));
  return [{ type: 'layoutSection', content }];
}

const frames: Readonly<Record<string, Parent>> = {
  panel: 'panel',
  expand: 'expand',
  nestedExpand: 'nestedExpand',
  bodiedExtension: 'bodiedExtension',
};

/** The frame of an existing container around what is written in it. */
function storedContainer(
  container: TreeContainer,
  handle: string,
  parent: Parent,
  writing: Writing,
  write: BlockWriter,
): AdfNode {
  const node = takeExisting(writing, handle, container.line);
  const inside = frames[node.type];
  if (inside === undefined)
    throw refuse(
      container.line,
      `#${handle} is nothing that can hold other blocks.`,
      'Leave the {#…} out to make a new container.',
    );
  checkPlace(parent, node.type, container.line);
  return { ...node, content: filled(write(container.blocks, inside)) };
}
