import { type AdfNode, type Json, parseAdf } from '../adf-document.ts';
import { macroDisplay } from '../macro-catalogue.ts';
import { parseStorage } from '../parse-storage.ts';
import { escapeStorageText } from '../escape.ts';
import { adfExtensionElement } from './adf-extension.ts';
import { macroElement } from './macro-element.ts';
import { attributes, objectOf, textAttr, type Writing } from './writing.ts';

/** `extension`, `inlineExtension` or `bodiedExtension`: a macro, kept content of the old editor, or an app's node. */
export function extensionElement(writing: Writing, node: AdfNode, depth: number): string {
  const type = textAttr(node, 'extensionType');
  const key = textAttr(node, 'extensionKey') ?? '';
  const parameters = objectOf(node.attrs?.['parameters']);
  if (type === 'com.atlassian.confluence.migration') return keptContent(writing, node, parameters, depth);
  if (type !== 'com.atlassian.confluence.macro.core' || key === '')
    return adfExtensionElement(writing, node, depth);

  const macroParams = objectOf(parameters['macroParams']);
  const metadata = objectOf(parameters['macroMetadata']);
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(macroParams)) {
    if (name !== '__bodyContent') entries.push([name, parameterText(value)]);
  }
  const typed = entries.some(([name]) => name === 'atlassian-macro-output-type');
  if (node.type === 'inlineExtension' && !typed && macroDisplay(key) !== 'inline') {
    entries.push(['atlassian-macro-output-type', 'INLINE']);
  }
  const body = macroParams['__bodyContent'];
  const rich = parameterText(metadata['bodyType']) === 'rich';
  const bodyText = body === undefined ? undefined : parameterText(body);
  return macroElement({
    name: key,
    macroId: parameterText(metadata['macroId']) || writing.context.newId(),
    schemaVersion: parameterText(metadata['schemaVersion']) || '1',
    layout: textAttr(node, 'layout'),
    localId: textAttr(node, 'localId'),
    parameters: entries,
    before: fragmentMarkup(node),
    ...(node.type === 'bodiedExtension' ? { richBody: writing.blocks(node.content ?? [], depth + 1) } : {}),
    ...(bodyText === undefined ? {} : rich ? { richBody: wellFormed(bodyText) } : { plainBody: bodyText }),
  });
}

/** The `fragment` marks of a node, as the element that stands first in it. */
export function fragmentMarkup(node: AdfNode): string {
  const details = (node.marks ?? []).filter((mark) => mark.type === 'fragment');
  if (details.length === 0) return '';
  const inner = details
    .map((mark) => {
      const head = attributes({ name: textAttr(mark, 'name'), 'local-id': textAttr(mark, 'localId') });
      return `<ac:adf-fragment-mark-detail${head} />`;
    })
    .join('');
  return `<ac:adf-fragment-mark>${inner}</ac:adf-fragment-mark>`;
}

/** What the editor could not show: its storage format as it came, or the table it holds as ADF. */
function keptContent(
  writing: Writing,
  node: AdfNode,
  parameters: { readonly [key: string]: Json },
  depth: number,
): string {
  const { cxhtml, adf } = parameters;
  if (typeof cxhtml === 'string' && cxhtml !== '' && parseStorage(cxhtml).fault === null) return cxhtml;
  const document = typeof adf === 'string' ? parseAdf(adf) : null;
  if (document !== null) return writing.blocks(document.content, depth + 1);
  return adfExtensionElement(writing, node, depth);
}

function parameterText(parameter: Json | undefined): string {
  const value = objectOf(parameter)['value'] ?? parameter;
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

function wellFormed(storage: string): string {
  return parseStorage(storage).fault === null ? storage : `<p>${escapeStorageText(storage)}</p>`;
}
