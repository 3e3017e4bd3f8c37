import { cdata, escapeAttribute, escapeStorageText } from './escape.ts';
import { wikiInlines } from './wiki-inlines.ts';

export type WikiResult =
  | { readonly ok: true; readonly storage: string }
  | { readonly ok: false; readonly message: string; readonly line: number };

/**
 * Wiki markup as storage format: headings, paragraphs, bulleted and numbered lists, rules, block quotes, code and
 * noformat blocks, and text formatting and links within them. What the emulator does not know is refused by line
 * (one-based) rather than guessed.
 */
export function wikiToStorage(text: string): WikiResult {
  const lines = text.split(/\r\n|\r|\n/);
  const blocks: string[] = [];
  let paragraph: string[] = [];
  let list: { markers: string; markup: string }[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push(`<p>${paragraph.join('<br />')}</p>`);
    if (list.length > 0) blocks.push(listMarkup(list));
    paragraph = [];
    list = [];
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const fence = /^\{(code|noformat)(?::([^}]*))?\}(.*)$/.exec(line.trim());
    if (fence !== null) {
      flush();
      const [, name = '', options = '', first = ''] = fence;
      const end = blockEnd(lines, index, name, first);
      if (end === null) return refusal(`{${name}} has no end`, index);
      blocks.push(codeMacro(name, options, end.body));
      index = end.line;
      continue;
    }
    const unknown = unknownConstruct(line);
    if (unknown !== null) return refusal(unknown, index);
    if (line.trim() === '') {
      flush();
      continue;
    }
    const heading = /^h([1-6])\.\s+(.*)$/.exec(line);
    const quote = /^bq\.\s+(.*)$/.exec(line);
    const item = /^([*#-]+)\s+(.*)$/.exec(line);
    if (heading !== null) {
      flush();
      blocks.push(`<h${heading[1]}>${wikiInlines(heading[2] ?? '')}</h${heading[1]}>`);
    } else if (/^-{4,}\s*$/.test(line)) {
      flush();
      blocks.push('<hr />');
    } else if (quote !== null) {
      flush();
      blocks.push(`<blockquote><p>${wikiInlines(quote[1] ?? '')}</p></blockquote>`);
    } else if (item !== null) {
      if (paragraph.length > 0) flush();
      list.push({ markers: item[1] ?? '', markup: wikiInlines(item[2] ?? '') });
    } else {
      if (list.length > 0) flush();
      paragraph.push(wikiInlines(line.trim()));
    }
  }
  flush();
  return { ok: true, storage: blocks.join('') };
}

function refusal(message: string, index: number): WikiResult {
  return { ok: false, message: `Wiki markup is not understood: ${message}`, line: index + 1 };
}

function unknownConstruct(line: string): string | null {
  const macro = /(?<!\\)(?<!\{)\{([A-Za-z][\w-]*)(?:[:}])/.exec(line);
  if (macro !== null) return `macro {${macro[1]}}`;
  if (/^\s*\|/.test(line)) return 'table';
  return line
    .split('!')
    .some((part, index, parts) => index % 2 === 1 && index < parts.length - 1 && isFileName(part))
    ? 'image'
    : null;
}

function isFileName(text: string): boolean {
  return /^\S.{0,200}?\.\w{2,5}(?:\||$)/.test(text);
}

function blockEnd(
  lines: readonly string[],
  start: number,
  name: string,
  first: string,
): { line: number; body: string } | null {
  const close = `{${name}}`;
  if (first.endsWith(close)) return { line: start, body: first.slice(0, -close.length) };
  const body = first === '' ? [] : [first];
  for (let index = start + 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.trimEnd().endsWith(close)) {
      const last = line.trimEnd().slice(0, -close.length);
      return { line: index, body: [...body, ...(last === '' ? [] : [last])].join('\n') };
    }
    body.push(line);
  }
  return null;
}

function codeMacro(name: string, options: string, body: string): string {
  const parameters = options
    .split('|')
    .filter((option) => option !== '')
    .map((option) => {
      const [key = '', value] = option.split('=', 2);
      const parameter = value === undefined ? 'language' : key;
      return `<ac:parameter ac:name="${escapeAttribute(parameter)}">${escapeStorageText(value ?? key)}</ac:parameter>`;
    });
  const inner = `${parameters.join('')}<ac:plain-text-body>${cdata(body)}</ac:plain-text-body>`;
  return `<ac:structured-macro ac:name="${name}">${inner}</ac:structured-macro>`;
}

/** Deeper lists than this are nobody's; their items stay at this level. */
const deepestList = 20;

/** Items with markers such as `*`, `**`, `*#`: the last marker is the item's own list, the others the lists around it. */
function listMarkup(items: readonly { markers: string; markup: string }[]): string {
  let markup = '';
  let open = '';
  for (const item of items) {
    const markers = item.markers.replaceAll('-', '*').slice(0, deepestList);
    let shared = 0;
    while (shared < open.length && open[shared] === markers[shared]) shared += 1;
    for (let level = open.length; level > shared; level -= 1) markup += `</li></${tag(open[level - 1])}>`;
    if (shared === markers.length && shared > 0) markup += '</li><li>';
    for (let level = shared; level < markers.length; level += 1) markup += `<${tag(markers[level])}><li>`;
    markup += item.markup;
    open = markers;
  }
  for (let level = open.length; level > 0; level -= 1) markup += `</li></${tag(open[level - 1])}>`;
  return markup;
}

function tag(marker: string | undefined): string {
  return marker === '#' ? 'ol' : 'ul';
}
