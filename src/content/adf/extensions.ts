import { collapse } from '../model/text.ts';
import { attributeText, isObject, type AdfNode } from './node.ts';

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

/** Whether the value of a parameter is plain text or absent, so that it can be set. */
export function settableParameter(node: AdfNode, name: string): boolean {
  const parameters = node.attrs?.['parameters'];
  const macroParams = isObject(parameters) ? parameters['macroParams'] : undefined;
  const holder = isObject(macroParams) ? macroParams[name] : undefined;
  const value = isObject(holder) ? holder['value'] : holder;
  return value === undefined || ['string', 'number', 'boolean'].includes(typeof value);
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
    const text = collapse(value);
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
  const label = collapse([attributeText(node, 'extensionKey') ?? '', ...values].join(' '));
  return label.length > parameterLimit ? `${label.slice(0, parameterLimit)}…` : label;
}
