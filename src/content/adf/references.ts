import { isAddress, linkTo, type Reference } from '../edit/reference.ts';
import { macroParameters } from './extensions.ts';
import { attributeText, contentOf, type AdfNode } from './node.ts';
import { parseDocument } from './parse-document.ts';
import { cardUrl } from './read-atoms.ts';
import { placeOf } from './reader.ts';
import { markKey } from './read-unit.ts';

const extensions: ReadonlySet<string> = new Set([
  'extension',
  'inlineExtension',
  'bodiedExtension',
  'multiBodiedExtension',
]);

/** Every macro and link of a document, as `storageReferences`. Raises `invalid_input` for what is no document. */
export function adfReferences(value: string): Reference[] {
  const source = parseDocument(value);
  const found: Reference[] = [];
  const stack: AdfNode[] = [source.doc];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    let before: AdfNode | undefined;
    for (const child of contentOf(node)) {
      stack.push(child);
      const { start } = placeOf(source, child);
      if (extensions.has(child.type))
        found.push({ kind: 'macro', name: attributeText(child, 'extensionKey') ?? '', start });
      for (const address of addressesOf(child, before))
        found.push({ kind: 'link', link: linkTo(address), start });
      before = child;
    }
  }
  return found;
}

function addressesOf(node: AdfNode, before: AdfNode | undefined): string[] {
  const addresses = (node.marks ?? [])
    .filter((mark) => mark.type === 'link' && !goesOn(markKey(mark), before))
    .map((mark) => attributeText(mark, 'href') ?? '');
  switch (node.type) {
    case 'inlineCard':
    case 'blockCard':
    case 'embedCard':
      return [...addresses, cardUrl(node)];
    case 'media':
    case 'mediaInline': {
      const address = attributeText(node, 'url');
      return address === undefined ? addresses : [...addresses, address];
    }
    default:
      if (!extensions.has(node.type)) return addresses;
      return [
        ...addresses,
        ...macroParameters(node)
          .map(([, value]) => value.trim())
          .filter((value) => isAddress(value)),
      ];
  }
}

/** A link over several texts in a row is one. */
function goesOn(key: string, before: AdfNode | undefined): boolean {
  return before?.marks?.some((mark) => markKey(mark) === key) === true;
}
