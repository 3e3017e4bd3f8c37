import { AppError } from '../../kernel/app-error.ts';
import type { Values } from '../edit/plan.ts';
import type { Block } from '../model/block.ts';
import { attribute, childNamed } from './nodes.ts';
import { parameterReplacements, setParameter } from './parameters.ts';
import { setAttribute } from './relabel.ts';
import type { Replacement } from './replacement.ts';
import type { StorageNode } from './scanner.ts';

/** Turns a paragraph into a heading, a heading into another or into a paragraph. */
export function rename(
  block: Block,
  element: StorageNode | undefined,
  level: number,
  replacements: Replacement[],
): void {
  const name = level === 0 ? 'p' : `h${level}`;
  if (element === undefined) {
    replacements.push({ start: block.start, end: block.start, text: `<${name}>` });
    replacements.push({ start: block.end, end: block.end, text: `</${name}>` });
    return;
  }
  const open = element.start + 1;
  replacements.push({ start: open, end: open + element.name.length, text: name });
  if (element.openEnd !== element.end) {
    const close = element.closeStart + 2;
    replacements.push({ start: close, end: close + element.name.length, text: name });
  }
}

/** Sets the state of a task. */
export function check(task: StorageNode | undefined, checked: boolean, replacements: Replacement[]): void {
  const status = task === undefined ? undefined : childNamed(task, 'ac:task-status');
  const value = checked ? 'complete' : 'incomplete';
  if (task === undefined || task.name !== 'ac:task')
    throw new AppError('invalid_input', 'Only a task can be checked.', {
      nextStep: 'Use a task list for it.',
    });
  if (status !== undefined && status.openEnd !== status.end)
    replacements.push({ start: status.openEnd, end: status.closeStart, text: value });
  else {
    const body = childNamed(task, 'ac:task-body');
    const at = status?.start ?? body?.start ?? task.openEnd;
    replacements.push({
      start: at,
      end: status?.end ?? at,
      text: `<ac:task-status>${value}</ac:task-status>`,
    });
  }
}

/** Parameters of a macro, attributes of anything else. */
export function setValues(
  source: string,
  block: Block,
  element: StorageNode,
  values: Values,
  replacements: Replacement[],
): void {
  if (attribute(source, element, 'ac:name') !== undefined && element.name !== 'ac:image') {
    if (element.openEnd === element.end) {
      let markup = source.slice(element.start, element.end);
      for (const [name, value] of values) markup = setParameter(markup, name, value);
      replacements.push({ start: element.start, end: element.end, text: markup });
    } else {
      for (const [name, value] of values)
        replacements.push(...parameterReplacements(source, element, name, value));
    }
    return;
  }
  let tag = source.slice(element.start, element.openEnd);
  for (const [name, value] of values) tag = setAttribute(tag, attributeName(block, name), value);
  replacements.push({ start: element.start, end: element.openEnd, text: tag });
}

/** Storage format's name of an attribute. Raises `invalid_input` where a block has none that can be changed. */
function attributeName(block: Block, name: string): string {
  switch (block.kind) {
    case 'image':
      return `ac:${name}`;
    case 'table':
      return name === 'width' ? 'data-table-width' : `data-${name}`;
    case 'list':
    case 'cell':
      return name;
    default:
      throw new AppError(
        'invalid_input',
        `"${block.name ?? block.kind}" has no parameters that can be changed.`,
        {
          nextStep: 'Leave its first line as the view shows it.',
        },
      );
  }
}
