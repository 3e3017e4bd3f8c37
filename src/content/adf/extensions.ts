import { AppError } from '../../kernel/app-error.ts';
import { attributeText, isObject, shownText, type AdfNode } from './node.ts';

type Parameters = ReadonlyArray<readonly [name: string, value: string]>;

/** Parameters of a macro in order: name (empty for the default one) and value as text (facts: formats §4). */
export function macroParameters(node: AdfNode): Parameters {
  const parameters = node.attrs?.['parameters'];
  if (!isObject(parameters)) return [];
  const { macroParams } = parameters;
  const own = isObject(macroParams) ? macroParams : undefined;
  return Object.entries(own ?? {}).flatMap(([name, holder]) => {
    const value: unknown = isObject(holder) ? holder['value'] : holder;
    if (typeof value === 'string') return [[name, value] as const];
    return typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)] as const] : [];
  });
}

/** A macro with another value of a parameter; undefined removes it. Raises `invalid_input` where the value is no text. */
export function withParameter(node: AdfNode, name: string, value: string | undefined): AdfNode {
  const parameters = isObject(node.attrs?.['parameters']) ? node.attrs['parameters'] : {};
  const known = isObject(parameters['macroParams']) ? parameters['macroParams'] : {};
  const holder = Object.hasOwn(known, name) ? known[name] : undefined;
  const plain = isObject(holder) ? holder['value'] : holder;
  if (plain !== undefined && !['string', 'number', 'boolean'].includes(typeof plain))
    throw new AppError('invalid_input', `The parameter "${name}" holds more than text and cannot be set.`, {
      nextStep: 'Delete the macro and write a new one.',
    });
  const others = Object.entries(known).filter(([key]) => key !== name);
  const set =
    value === undefined ? undefined : isObject(holder) || holder === undefined ? { ...holder, value } : value;
  const macroParams =
    set === undefined
      ? Object.fromEntries(others)
      : holder === undefined
        ? Object.fromEntries([...others, [name, set]])
        : Object.fromEntries(Object.entries(known).map(([key, own]) => [key, key === name ? set : own]));
  return { ...node, attrs: { ...node.attrs, parameters: { ...parameters, macroParams } } };
}

/** Name of a macro as a directive; of an app's macro the last part of its key says what it is. */
export function macroName(node: AdfNode): string {
  const key = attributeText(node, 'extensionKey')?.split('/').at(-1) ?? '';
  return /^[^\s:{}[\]]+$/.test(key) ? key : 'macro';
}

/** Longest parameter text of one macro, in characters. */
const parameterLimit = 120;

/** Parameters up to the limit; what is cut ends in an ellipsis and so cannot be mistaken for the whole. */
export function shownParameters(node: AdfNode): Parameters {
  const shown: Array<readonly [string, string]> = [];
  let length = 0;
  for (const [name, value] of macroParameters(node)) {
    if (name === '' || value === '') continue;
    const text = shownText(value);
    const room = parameterLimit - length - name.length - 2;
    if (text.length > room) {
      shown.push([name, `${text.slice(0, Math.max(0, room))}…`]);
      break;
    }
    shown.push([name, text]);
    length += name.length + text.length + 2;
  }
  return shown;
}

/** A macro in a line of text: name and parameters on one line. */
export function inlineMacroLabel(node: AdfNode): string {
  const values = macroParameters(node)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => (name === '' ? value : `${name}=${value}`));
  const label = shownText([attributeText(node, 'extensionKey') ?? '', ...values].join(' '));
  return label.length > parameterLimit ? `${label.slice(0, parameterLimit)}…` : label;
}
