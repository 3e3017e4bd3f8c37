import { characterData, descendants, type StorageElement } from '../storage-tree.ts';
import { escapeText } from '../escape.ts';
import { type Macro, parameterOf } from '../macro.ts';
import { html } from './html.ts';

/** The headings of a body with the ids under which they can be linked: the text without spaces, numbered when repeated. */
export function headingIds(root: StorageElement): Map<StorageElement, string> {
  const ids = new Map<StorageElement, string>();
  const seen = new Map<string, number>();
  for (const element of descendants(root)) {
    if (!/^h[1-6]$/.test(element.name)) continue;
    const id = characterData(element).replace(/\s+/g, '');
    const count = seen.get(id) ?? 0;
    seen.set(id, count + 1);
    ids.set(element, count === 0 ? id : `${id}.${count}`);
  }
  return ids;
}

/** Longer pages are cut in their table of contents. */
const mostEntries = 1000;

/** The `toc` macro. */
export function tableOfContents(macro: Macro, headings: ReadonlyMap<StorageElement, string>): string {
  const lowest = Number(parameterOf(macro, 'minLevel') ?? '1') || 1;
  const highest = Number(parameterOf(macro, 'maxLevel') ?? '7') || 7;
  const exclude = parameterOf(macro, 'exclude') ?? '';
  let list = '';
  let depth = 0;
  let entries = 0;
  for (const [heading, id] of headings) {
    const level = Number(heading.name.slice(1));
    if (entries >= mostEntries) break;
    const text = characterData(heading).trim();
    if (level < lowest || level > highest || text === '' || text === exclude) continue;
    entries += 1;
    const wanted = level - lowest + 1;
    for (; depth < wanted; depth += 1) list += '<ul>';
    for (; depth > wanted; depth -= 1) list += '</ul>';
    list += `<li>${html('a', { href: `#${id}` }, escapeText(text))}</li>`;
  }
  return html(
    'div',
    { class: 'toc-macro conf-macro output-block', 'data-macro-name': 'toc' },
    list + '</ul>'.repeat(depth),
  );
}
