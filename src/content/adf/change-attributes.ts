import { AppError } from '../../kernel/app-error.ts';
import type { Change, Values } from '../edit/plan.ts';
import type { Block } from '../model/block.ts';
import { withParameter } from './extensions.ts';
import { contentOf, type AdfAttributes, type AdfNode } from './node.ts';
import { panelNames } from './read-blocks.ts';

/** A node with another level, state, parameters or attributes. */
export function changedAttributes(node: AdfNode, block: Block, change: Change): AdfNode {
  let result = node;
  if (change.level !== undefined) result = withLevel(result, change.level);
  if (change.checked !== undefined) result = withState(result, change.checked);
  if (change.values !== undefined) result = withValues(result, block, change.values);
  return result;
}

/** Turns a paragraph into a heading, a heading into another or into a paragraph. */
function withLevel(node: AdfNode, level: number): AdfNode {
  if (node.type !== 'paragraph' && node.type !== 'heading')
    throw new AppError('invalid_input', 'Files cannot be a heading.', {
      nextStep: 'Write the heading above.',
    });
  const { level: _before, ...others } = node.attrs ?? {};
  const attrs: AdfAttributes = level === 0 ? others : { ...node.attrs, level };
  const marks = node.marks?.filter((mark) => mark.type !== 'fontSize') ?? [];
  return withoutEmpty({ ...node, type: level === 0 ? 'paragraph' : 'heading', attrs, marks });
}

/** The node without attributes and marks where it has none. */
function withoutEmpty(node: AdfNode): AdfNode {
  const entries = Object.entries(node).filter(
    ([key, value]) => !((key === 'attrs' || key === 'marks') && Object.keys(Object(value)).length === 0),
  );
  return { type: node.type, ...Object.fromEntries(entries) };
}

/** A task with another state. */
export function withState(node: AdfNode, checked: boolean): AdfNode {
  if (node.type === 'taskItem' || node.type === 'blockTaskItem')
    return withAttributes(node, [['state', checked ? 'DONE' : 'TODO']]);
  throw new AppError('invalid_input', 'Only a task can be checked.', { nextStep: 'Use a task list for it.' });
}

type AttributeValues = ReadonlyArray<readonly [name: string, value: unknown]>;

/** Attributes set or, where the value is undefined, removed; the order of the others stays. */
function withAttributes(node: AdfNode, values: AttributeValues): AdfNode {
  const attrs: Record<string, unknown> = { ...node.attrs };
  for (const [name, value] of values) {
    if (value === undefined) delete attrs[name];
    else attrs[name] = value;
  }
  if (Object.keys(attrs).length === 0 && node.attrs === undefined) return node;
  return { ...node, attrs };
}

const macros: ReadonlySet<string> = new Set(['extension', 'bodiedExtension', 'multiBodiedExtension']);

function withValues(node: AdfNode, block: Block, values: Values): AdfNode {
  if (macros.has(node.type))
    return values.reduce((macro, [name, value]) => withParameter(macro, name, value), node);
  if (node.type === 'mediaSingle') return withImageValues(node, values);
  return withAttributes(
    node,
    values.flatMap(([name, value]) => attributeValues(node, block, name, value)),
  );
}

/** Attributes of the node for one value by its name in the view. */
function attributeValues(
  node: AdfNode,
  block: Block,
  name: string,
  value: string | undefined,
): AttributeValues {
  switch (`${node.type} ${name}`) {
    case 'expand title':
    case 'nestedExpand title':
    case 'codeBlock language':
    case 'table layout':
      return [[name, value]];
    case 'layoutColumn width':
    case 'table width':
      return [[name, numberOf(name, value)]];
    case 'orderedList start':
      return [['order', numberOf(name, value)]];
    case 'table numbered':
      return [['isNumberColumnEnabled', value === undefined ? undefined : value !== 'false']];
    case 'panel type':
      return [['panelType', [...panelNames].find(([, shown]) => shown === value)?.[0] ?? value]];
    case 'blockCard ':
    case 'embedCard ':
      return [['url', value]];
    case 'tableCell colspan':
    case 'tableHeader colspan':
      return [...spanWidths(node, numberOf(name, value)), [name, numberOf(name, value)]];
    case 'tableCell rowspan':
    case 'tableHeader rowspan':
      return [[name, numberOf(name, value)]];
    default:
      throw new AppError(
        'invalid_input',
        `"${block.name ?? block.kind}" has no "${name}" that can be changed in this format.`,
        { nextStep: 'Leave its first line as the view shows it.' },
      );
  }
}

function numberOf(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number)) return number;
  throw new AppError('invalid_input', `"${name}" is a number, not "${value.slice(0, 40)}".`, {
    nextStep: 'Give digits only.',
  });
}

/** A cell that spans more or fewer columns has one width for each. */
function spanWidths(cell: AdfNode, span: number | undefined): AttributeValues {
  const widths: unknown = cell.attrs?.['colwidth'];
  if (!Array.isArray(widths) || widths.length === 0) return [];
  const last: unknown = widths.at(-1);
  return [['colwidth', Array.from({ length: span ?? 1 }, (_, index): unknown => widths[index] ?? last)]];
}

const layouts: ReadonlyMap<string, string> = new Map([
  ['left', 'align-start'],
  ['right', 'align-end'],
]);

/** Size and place belong to the frame of an image, its text to the file in it. */
function withImageValues(node: AdfNode, values: Values): AdfNode {
  let result = node;
  for (const [name, value] of values) {
    if (name === 'width') {
      const width = numberOf(name, value);
      result = withAttributes(result, [
        ['width', width],
        ['widthType', width === undefined ? undefined : 'pixel'],
      ]);
    } else if (name === 'align' || name === 'layout') {
      result = withAttributes(result, [['layout', layouts.get(value ?? '') ?? value ?? 'center']]);
    } else if (name === 'alt') {
      const content = contentOf(result).map((child) =>
        child.type === 'media' ? withAttributes(child, [['alt', value]]) : child,
      );
      result = { ...result, content };
    } else {
      throw new AppError('invalid_input', `An image has no "${name}" that can be changed in this format.`, {
        nextStep: 'It has alt, width and layout.',
      });
    }
  }
  return result;
}
