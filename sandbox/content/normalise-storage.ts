import { escapeAttribute } from './escape.ts';
import { parseStorage } from './parse-storage.ts';
import { type SourceEdit, spliceSource } from './splice-source.ts';
import {
  attributeOf,
  characterData,
  childElement,
  descendants,
  type StorageElement,
} from './storage-tree.ts';

/** Where identifiers come from that a body gains when it is saved. */
export interface BodyIds {
  /** UUID for `ac:macro-id`. */
  macroId(): string;
  /** UUID for `ac:task-uuid`. */
  localId(): string;
}

/**
 * What Confluence keeps of a body it was given (facts: confluence-api §6): `<x/>` becomes `<x />`, macros gain
 * `ac:schema-version` and `ac:macro-id`, `text-align: start` leaves the style, tasks gain an id. Everything else stays
 * byte-identical; applied twice it changes nothing more. A body that is not well-formed stays as it is.
 */
export function normaliseStorage(storage: string, ids: BodyIds): string {
  const { root, fault } = parseStorage(storage);
  if (fault !== null) return storage;
  const edits: SourceEdit[] = [];
  const elements = descendants(root);
  let lastTaskId = 0;
  for (const element of elements) {
    if (element.name === 'ac:task-id') lastTaskId = Math.max(lastTaskId, Number(characterData(element)) || 0);
  }
  for (const element of elements) {
    const tagEnd = element.openEnd - (element.selfClosing ? 2 : 1);
    if (element.name === 'ac:structured-macro') edits.push(...macroIdentity(element, tagEnd, storage, ids));
    if (element.selfClosing && !' \t\r\n'.includes(storage[tagEnd - 1] ?? ''))
      edits.push(insertion(tagEnd, ' '));
    for (const attribute of element.attributes) {
      if (attribute.name !== 'style') continue;
      const style = withoutStartAlignment(attribute.value);
      if (style === null) continue;
      edits.push({ start: attribute.start, end: attribute.end, text: `style="${escapeAttribute(style)}"` });
    }
    if (
      element.name === 'ac:task' &&
      !element.selfClosing &&
      childElement(element, 'ac:task-id') === undefined
    ) {
      lastTaskId += 1;
      const uuid =
        childElement(element, 'ac:task-uuid') === undefined
          ? `<ac:task-uuid>${ids.localId()}</ac:task-uuid>`
          : '';
      edits.push(insertion(element.openEnd, `<ac:task-id>${lastTaskId}</ac:task-id>${uuid}`));
    }
  }
  return spliceSource(storage, edits);
}

function macroIdentity(macro: StorageElement, tagEnd: number, source: string, ids: BodyIds): SourceEdit[] {
  const edits: SourceEdit[] = [];
  const name = macro.attributes.find((attribute) => attribute.name === 'ac:name');
  if (attributeOf(macro, 'ac:schema-version') === undefined) {
    const after = name?.end ?? macro.start + '<ac:structured-macro'.length;
    edits.push(insertion(after, ' ac:schema-version="1"'));
  }
  if (attributeOf(macro, 'ac:macro-id') === undefined) {
    let after = tagEnd;
    while (' \t\r\n'.includes(source[after - 1] ?? '')) after -= 1;
    edits.push(insertion(after, ` ac:macro-id="${ids.macroId()}"`));
  }
  return edits;
}

/** The style without `text-align: start`, or null when it holds none. */
function withoutStartAlignment(style: string): string | null {
  const declarations = style.split(';');
  const kept = declarations.filter((declaration) => !/^\s*text-align\s*:\s*start\s*$/i.test(declaration));
  return kept.length === declarations.length ? null : kept.join(';').trim();
}

function insertion(offset: number, text: string): SourceEdit {
  return { start: offset, end: offset, text };
}
