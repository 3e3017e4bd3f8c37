import { AppError } from '../../kernel/app-error.ts';
import { escapeAttribute, escapeText } from './entities.ts';
import { attribute, elementsOf } from './nodes.ts';
import { scan, type StorageNode } from './scanner.ts';
import { replaceAll, type Replacement } from './replacement.ts';

/** Markup of one macro with another value of a parameter; undefined removes it. */
export function setParameter(markup: string, name: string, value: string | undefined): string {
  const macro = scan(markup).root.children[0];
  return macro === undefined ? markup : replaceAll(markup, parameterReplacements(markup, macro, name, value));
}

/** The replacements that give a macro another value of a parameter. */
export function parameterReplacements(
  source: string,
  macro: StorageNode,
  name: string,
  value: string | undefined,
): Replacement[] {
  const known = elementsOf(macro).find(
    (child) => child.name === 'ac:parameter' && (attribute(source, child, 'ac:name') ?? '') === name,
  );
  if (known !== undefined && elementsOf(known).length > 0 && value !== undefined)
    throw new AppError('invalid_input', `The parameter "${name}" holds a link and cannot be set to text.`, {
      nextStep: 'Delete the macro and write a new one.',
    });
  if (value === undefined)
    return known === undefined ? [] : [{ start: known.start, end: known.end, text: '' }];
  const text = `<ac:parameter ac:name="${escapeAttribute(name)}">${escapeText(value)}</ac:parameter>`;
  if (known !== undefined)
    return known.openEnd === known.end
      ? [{ start: known.start, end: known.end, text }]
      : [{ start: known.openEnd, end: known.closeStart, text: escapeText(value) }];
  if (macro.openEnd === macro.end) {
    const open = source.slice(macro.start, macro.end).replace(/\s*\/>$/, '>');
    return [{ start: macro.start, end: macro.end, text: `${open}${text}</${macro.name}>` }];
  }
  const last = elementsOf(macro).findLast((child) => child.name === 'ac:parameter');
  const at = last?.end ?? macro.openEnd;
  return [{ start: at, end: at, text }];
}
