import { forbiddenCharacterIn, type ReferenceFault, resolveReferences } from './character-references.ts';
import type { StorageAttribute, StorageElement } from './storage-tree.ts';

export interface ParseFault {
  /** In the words of the XML parser that Confluence uses. */
  readonly message: string;
  readonly offset: number;
}

export interface ParsedStorage {
  /** A nameless element around the body. After a fault it holds what stood before it and the rest as one text. */
  readonly root: StorageElement;
  /** The first thing that is not well-formed. */
  readonly fault: ParseFault | null;
}

const nameStart = 'A-Za-z_\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u1fff\\u3001-\\ud7ff';
const namePattern = new RegExp(
  `[${nameStart}][${nameStart}0-9.\\-\\u00b7]*(?::[${nameStart}][${nameStart}0-9.\\-\\u00b7]*)?`,
  'y',
);
/** Tools export bodies with an XML declaration and a document type before the first element. */
const prologPattern = /\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^[>]*(?:\[[^\]]*\]\s*)?>)?/y;
/** Prefixes that storage format uses without declaring them. */
const knownPrefixes = new Set(['ac', 'ri', 'at', 'acxhtml', 'fab', 'xml', 'xmlns']);

/** Parses storage format into a tree with positions, in one pass and without recursion; never throws. */
export function parseStorage(source: string): ParsedStorage {
  const root: StorageElement = {
    kind: 'element',
    name: '',
    attributes: [],
    children: [],
    start: 0,
    openEnd: 0,
    closeStart: source.length,
    end: source.length,
    selfClosing: false,
  };
  const open: StorageElement[] = [root];
  const declared = declaredPrefixes(source);
  const faults: ParseFault[] = [];
  const report = (message: string, offset: number): void => {
    faults.push({ message, offset });
  };
  const onReference = (bad: ReferenceFault): void => report(bad.message, bad.offset);

  const forbidden = forbiddenCharacterIn(source);
  if (forbidden !== -1) {
    report(`Illegal character (code 0x${source.charCodeAt(forbidden).toString(16)})`, forbidden);
  }

  let at = prologEnd(source);
  let top = root;
  while (at < source.length && faults.length === 0) {
    const next = source.indexOf('<', at);
    const textEnd = next === -1 ? source.length : next;
    if (textEnd > at) {
      const text = resolveReferences(source, at, textEnd, onReference);
      const stray = source.slice(at, textEnd).indexOf(']]>');
      if (stray !== -1) report('Unescaped "]]>" in content', at + stray);
      if (faults.length > 0) break;
      top.children.push({ kind: 'text', text, start: at, end: textEnd });
    }
    if (next === -1) {
      at = source.length;
      break;
    }
    if (source.startsWith('</', next)) {
      const name = nameAt(source, next + 2);
      const close = skipSpace(source, next + 2 + name.length);
      if (name === '' || source[close] !== '>') {
        report('Unexpected character in close tag; expected ">"', close);
      } else if (top === root || top.name !== name) {
        report(
          top === root
            ? `Unexpected close tag </${name}>; no element is open`
            : `Unexpected close tag </${name}>; expected </${top.name}>.`,
          next,
        );
      } else {
        top.closeStart = next;
        top.end = close + 1;
        open.pop();
        top = open.at(-1) ?? root;
        at = close + 1;
      }
    } else if (source.startsWith('<![CDATA[', next)) {
      const end = source.indexOf(']]>', next + 9);
      if (end === -1) report('Unexpected end of input in CDATA section', next);
      else {
        top.children.push({ kind: 'cdata', text: source.slice(next + 9, end), start: next, end: end + 3 });
        at = end + 3;
      }
    } else if (source.startsWith('<!--', next)) {
      const dashes = source.indexOf('--', next + 4);
      if (dashes === -1) report('Unexpected end of input in comment', next);
      else if (source[dashes + 2] !== '>')
        report("String '--' not allowed in comment (missing '>'?)", dashes);
      else {
        top.children.push({ kind: 'aside', start: next, end: dashes + 3 });
        at = dashes + 3;
      }
    } else if (source.startsWith('<?', next)) {
      const end = source.indexOf('?>', next + 2);
      if (end === -1) report('Unexpected end of input in processing instruction', next);
      else {
        top.children.push({ kind: 'aside', start: next, end: end + 2 });
        at = end + 2;
      }
    } else {
      const tag = startTag(source, next, declared, report, onReference);
      if (tag !== null) {
        top.children.push(tag);
        at = tag.openEnd;
        if (!tag.selfClosing) {
          open.push(tag);
          top = tag;
        }
      }
    }
  }
  if (faults.length === 0 && top !== root) {
    report(`Unexpected EOF; was expecting a close tag for element <${top.name}>`, source.length);
  }
  if (faults.length > 0 && at < source.length) {
    top.children.push({ kind: 'text', text: source.slice(at), start: at, end: source.length });
  }
  return { root, fault: faults[0] ?? null };
}

function startTag(
  source: string,
  start: number,
  declared: ReadonlySet<string>,
  report: (message: string, offset: number) => void,
  onReference: (fault: ReferenceFault) => void,
): StorageElement | null {
  const name = nameAt(source, start + 1);
  if (name === '') {
    const character = source[start + 1] ?? '';
    report(`Unexpected character '${character}' in content after '<' (malformed start element?).`, start + 1);
    return null;
  }
  checkPrefix(name, start, declared, report);
  const attributes: StorageAttribute[] = [];
  const seen = new Set<string>();
  let at = start + 1 + name.length;
  for (;;) {
    const afterSpace = skipSpace(source, at);
    const character = source[afterSpace];
    const selfClosing = character === '/' && source[afterSpace + 1] === '>';
    if (character === '>' || selfClosing) {
      const openEnd = afterSpace + (selfClosing ? 2 : 1);
      return {
        kind: 'element',
        name,
        attributes,
        children: [],
        start,
        openEnd,
        closeStart: selfClosing ? openEnd : source.length,
        end: selfClosing ? openEnd : source.length,
        selfClosing,
      };
    }
    const attribute = afterSpace === at ? '' : nameAt(source, afterSpace);
    if (attribute === '') {
      report(
        character === undefined
          ? `Unexpected end of input in start element <${name}>`
          : `Unexpected character '${character}' in start element <${name}>; expected an attribute, ">" or "/>"`,
        afterSpace,
      );
      return null;
    }
    const equals = skipSpace(source, afterSpace + attribute.length);
    const quoteAt = skipSpace(source, equals + 1);
    const quote = source[quoteAt];
    if (source[equals] !== '=' || (quote !== '"' && quote !== "'")) {
      report(`Attribute ${attribute} of <${name}> has no quoted value`, equals);
      return null;
    }
    const end = source.indexOf(quote, quoteAt + 1);
    if (end === -1) {
      report(`Unexpected end of input in attribute value of ${attribute}`, quoteAt);
      return null;
    }
    const less = source.slice(quoteAt, end).indexOf('<');
    if (less !== -1) report(`Unexpected character '<' in attribute value of ${attribute}`, quoteAt + less);
    if (seen.has(attribute)) report(`Duplicate attribute '${attribute}'.`, afterSpace);
    seen.add(attribute);
    checkPrefix(attribute, afterSpace, declared, report);
    const value = resolveReferences(source, quoteAt + 1, end, onReference);
    attributes.push({ name: attribute, value, start: afterSpace, end: end + 1 });
    at = end + 1;
  }
}

function checkPrefix(
  name: string,
  offset: number,
  declared: ReadonlySet<string>,
  report: (message: string, offset: number) => void,
): void {
  const colon = name.indexOf(':');
  if (colon === -1) return;
  const prefix = name.slice(0, colon);
  if (!knownPrefixes.has(prefix) && !declared.has(prefix)) {
    report(`Undeclared namespace prefix "${prefix}"`, offset);
  }
}

function declaredPrefixes(source: string): ReadonlySet<string> {
  if (!source.includes('xmlns:')) return new Set();
  return new Set(Array.from(source.matchAll(/\sxmlns:([\w.-]+)\s*=/g), (match) => match[1] ?? ''));
}

function prologEnd(source: string): number {
  prologPattern.lastIndex = 0;
  return (prologPattern.exec(source)?.[0] ?? '').trim() === '' ? 0 : prologPattern.lastIndex;
}

function nameAt(source: string, offset: number): string {
  namePattern.lastIndex = offset;
  return namePattern.exec(source)?.[0] ?? '';
}

function skipSpace(source: string, offset: number): number {
  let at = offset;
  while (isSpace(source.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}
