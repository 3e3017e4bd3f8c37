import type { MarkName } from '../model/inline.ts';

/** Elements that stand as blocks and so end a run of inline content. */
export const blockNames: ReadonlySet<string> = new Set(
  (
    'p h1 h2 h3 h4 h5 h6 ul ol li table thead tbody tfoot tr td th blockquote hr pre div section center ' +
    'ac:layout ac:layout-section ac:layout-cell ac:task-list ac:adf-extension ac:rich-text-body ac:plain-text-body'
  ).split(' '),
);

/** Inline formatting that has its own sign in the view. */
export const markNames: ReadonlyMap<string, MarkName> = new Map([
  ['strong', 'strong'],
  ['b', 'strong'],
  ['em', 'em'],
  ['i', 'em'],
  ['del', 'strike'],
  ['s', 'strike'],
  ['strike', 'strike'],
  ['code', 'code'],
  ['u', 'underline'],
  ['sub', 'sub'],
  ['sup', 'sup'],
  ['small', 'small'],
  ['kbd', 'kbd'],
]);

export const macroNames: ReadonlySet<string> = new Set(['ac:structured-macro', 'ac:macro']);

/** Macros that are part of a sentence even when nothing stands beside them. */
export const inlineMacros: ReadonlySet<string> = new Set(['status', 'anchor']);

/** Elements that carry nothing a reader sees: kept, never shown. */
export function isHiddenElement(name: string): boolean {
  return (
    name === 'ac:adf-mark' ||
    name === 'ac:adf-attribute' ||
    name === 'ac:adf-fragment-mark' ||
    name === 'ac:adf-fallback' ||
    name === 'ac:parameter' ||
    name === 'ac:default-parameter' ||
    name === 'colgroup' ||
    name === 'col' ||
    name === 'head' ||
    name.startsWith('fab:') ||
    name.startsWith('ac:hipchat')
  );
}
