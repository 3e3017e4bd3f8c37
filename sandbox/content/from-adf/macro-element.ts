import { cdata, escapeAttribute, escapeStorageText } from '../escape.ts';
import { parseStorage } from '../parse-storage.ts';
import { isElement } from '../storage-tree.ts';
import { attributes } from './writing.ts';

export interface MacroParts {
  readonly name: string;
  readonly macroId: string;
  readonly schemaVersion?: string;
  readonly layout?: string | undefined;
  readonly localId?: string | undefined;
  /** Values as text; those that are resource markup are written as markup. */
  readonly parameters?: readonly (readonly [name: string, value: string])[];
  readonly plainBody?: string;
  /** Storage format. */
  readonly richBody?: string;
  /** Storage format that stands before the parameters. */
  readonly before?: string;
}

/** `ac:structured-macro` with its attributes in the order that Confluence writes. */
export function macroElement(parts: MacroParts): string {
  const head = attributes({
    'ac:name': parts.name,
    'ac:schema-version': parts.schemaVersion ?? '1',
    'data-layout': parts.layout,
    'ac:local-id': parts.localId,
    'ac:macro-id': parts.macroId,
  });
  let inner = parts.before ?? '';
  for (const [name, value] of parts.parameters ?? []) inner += parameterElement(name, value);
  if (parts.plainBody !== undefined)
    inner += `<ac:plain-text-body>${cdata(parts.plainBody)}</ac:plain-text-body>`;
  if (parts.richBody !== undefined) inner += `<ac:rich-text-body>${parts.richBody}</ac:rich-text-body>`;
  return inner === ''
    ? `<ac:structured-macro${head} />`
    : `<ac:structured-macro${head}>${inner}</ac:structured-macro>`;
}

function parameterElement(name: string, value: string): string {
  const open = `<ac:parameter ac:name="${escapeAttribute(name)}"`;
  if (value === '') return `${open} />`;
  return `${open}>${isResource(value) ? value : escapeStorageText(value)}</ac:parameter>`;
}

/** Whether text is nothing but `ac:link` and `ri:` elements, which parameters hold as markup. */
function isResource(text: string): boolean {
  if (!text.startsWith('<ac:link') && !text.startsWith('<ri:')) return false;
  const { root, fault } = parseStorage(text);
  return (
    fault === null &&
    root.children.every((child) =>
      isElement(child) ? child.name === 'ac:link' || child.name.startsWith('ri:') : child.kind !== 'aside',
    )
  );
}
