import { escapeAttribute } from '../escape.ts';
import type { StorageElement } from '../storage-tree.ts';
import { styleOf } from '../style.ts';

/** An HTML element; attributes without a value are left out, void elements close themselves. */
export function html(
  name: string,
  attributes: { readonly [name: string]: string | number | undefined },
  inner?: string,
): string {
  let head = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) head += ` ${key}="${escapeAttribute(String(value))}"`;
  }
  return inner === undefined ? `${head} />` : `${head}>${inner}</${name}>`;
}

/** Elements of a body that the view keeps by name; any other gives only its content. */
export const keptElements: ReadonlySet<string> = new Set(
  (
    'p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table thead tbody tfoot tr td th colgroup col hr br ' +
    'strong b em i u s del ins strike code tt kbd samp sub sup small big span div a abbr cite q dl dt dd'
  ).split(' '),
);

/** Kept elements that hold nothing. */
export const voidElements: ReadonlySet<string> = new Set(['br', 'hr', 'col']);

/** Elements whose content is never text of the page. */
export const droppedElements: ReadonlySet<string> = new Set(
  'script style head iframe object embed template noscript svg math ac:parameter ac:default-parameter at:declarations'.split(
    ' ',
  ),
);

const keptAttributes = new Set([
  'class',
  'title',
  'colspan',
  'rowspan',
  'start',
  'align',
  'valign',
  'datetime',
  'lang',
  'dir',
]);
const keptStyles = new Set([
  'color',
  'background-color',
  'text-align',
  'margin-left',
  'width',
  'vertical-align',
  'text-decoration',
]);

/** The attributes of a body's element that can do no harm. */
export function safeAttributes(element: StorageElement): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const { name, value } of element.attributes) {
    if (keptAttributes.has(name)) kept[name] = value;
    else if (name === 'style') {
      const style = safeStyle(element);
      if (style !== '') kept['style'] = style;
    } else if (name === 'href' && element.name === 'a') {
      const href = safeUrl(value);
      if (href !== null) kept['href'] = href;
    } else if (name === 'data-highlight-colour' && /^[\w#(),. -]+$/.test(value)) {
      kept['data-highlight-colour'] = value;
    }
  }
  return kept;
}

function safeStyle(element: StorageElement): string {
  let style = '';
  for (const [property, value] of styleOf(element)) {
    if (keptStyles.has(property) && /^[\w#%., ()-]*$/.test(value) && !/url|expression/i.test(value)) {
      style += `${property}: ${value};`;
    }
  }
  return style;
}

const safeSchemes = new Set(['http', 'https', 'mailto', 'tel', 'ftp']);

/** An address that a browser only navigates to, or null: scripts and data are dropped, also when white space hides them. */
export function safeUrl(url: string): string | null {
  const compact = url.replace(/[\u0000-\u0020\u007f-\u00a0\u2028\u2029]/g, '');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(compact)?.[1]?.toLowerCase();
  if (scheme === undefined) return /^[^/?#]*:/.test(compact) ? null : url;
  return safeSchemes.has(scheme) ? url : null;
}
