import type { Region } from '../edit/plan.ts';
import { attribute, childNamed, elementsOf } from './nodes.ts';
import { elementOf, holderOf } from './reader.ts';
import { replaceAll, type Replacement } from './replacement.ts';
import { nodeType, scan, type StorageNode } from './scanner.ts';

/**
 * An ADF node in storage format carries a copy of its content for old clients (`ac:adf-fallback`, facts: formats §5): where
 * the content changes, the copy changes with it. Returns the replacements with those of the copies.
 */
export function withFallbacks(
  source: string,
  regions: readonly Region[],
  replacements: readonly Replacement[],
): readonly Replacement[] {
  if (!source.includes('<ac:adf-fallback')) return replacements;
  const root = treeOf(regions);
  if (root === undefined) return replacements;
  let all = replacements;
  // Inner extensions come first, so that the copies of outer ones hold theirs.
  for (const extension of extensionsOf(root).toReversed()) {
    const fallback = childNamed(extension, 'ac:adf-fallback');
    const contents = contentsOf(extension);
    if (fallback === undefined || fallback.openEnd === fallback.end || contents.length === 0) continue;
    if (all.some((change) => change.start < fallback.end && change.end > fallback.start)) continue;
    const changed = contents.filter((content) => within(all, content).length > 0);
    if (changed.length > 0 || all.some((change) => touches(change, extension, contents)))
      all = [...all, fallbackOf(source, extension, fallback, contents, all)];
  }
  return all;
}

/** The root of the tree that the blocks of the regions stand in. */
function treeOf([region]: readonly Region[]): StorageNode | undefined {
  let node = region === undefined ? undefined : (elementOf(region.parent) ?? holderOf(region.parent));
  while (node?.parent !== undefined) node = node.parent;
  return node;
}

/** Whether a change inside the extension adds or removes contents. */
function touches(change: Replacement, extension: StorageNode, contents: readonly StorageNode[]): boolean {
  if (change.start <= extension.start || change.end >= extension.end) return false;
  return (
    contents.some((content) => change.start <= content.start && change.end >= content.end) ||
    change.text.includes('<ac:adf-content')
  );
}

function fallbackOf(
  source: string,
  extension: StorageNode,
  fallback: StorageNode,
  contents: readonly StorageNode[],
  replacements: readonly Replacement[],
): Replacement {
  const before = contents.map((content) => source.slice(content.openEnd, content.closeStart));
  const after = contents.map((content) =>
    rewritten(source, content.openEnd, content.closeStart, replacements),
  );
  const copied = copyInto(source.slice(fallback.openEnd, fallback.closeStart), before, after);
  const text =
    copied ?? framed(source, extension, fallback, rewrittenContents(source, extension, replacements));
  return { start: fallback.openEnd, end: fallback.closeStart, text };
}

/** The copy with each old content in it replaced; undefined when one is not there once to the letter. */
function copyInto(copy: string, before: readonly string[], after: readonly string[]): string | undefined {
  let text = copy;
  let from = 0;
  for (const [index, old] of before.entries()) {
    const at = old === '' ? -1 : text.indexOf(old, from);
    if (at === -1) return undefined;
    const next = after[index] ?? '';
    text = text.slice(0, at) + next + text.slice(at + old.length);
    from = at + next.length;
  }
  return text;
}

/** The contents in the frame of elements that the copy had around its own. */
function framed(
  source: string,
  extension: StorageNode,
  fallback: StorageNode,
  contents: readonly string[],
): string {
  const frame: StorageNode[] = [];
  let [inner, ...more] = elementsOf(fallback);
  while (inner !== undefined && more.length === 0 && (inner.name === 'div' || inner.name === 'ul')) {
    frame.push(inner);
    [inner, ...more] = elementsOf(inner);
  }
  const node = childNamed(extension, 'ac:adf-node');
  const decisions = node !== undefined && attribute(source, node, 'type') === 'decision-list';
  const body = contents.map((content) => (decisions ? `<li>${content}</li>` : content)).join('');
  const open = frame.map((element) => source.slice(element.start, element.openEnd)).join('');
  const close = frame
    .toReversed()
    .map((element) => `</${element.name}>`)
    .join('');
  return open + body + close;
}

/** The contents of an extension as they are after the replacements, with those that are new. */
function rewrittenContents(
  source: string,
  extension: StorageNode,
  replacements: readonly Replacement[],
): string[] {
  const text = rewritten(source, extension.start, extension.end, replacements);
  const [root] = scan(text).root.children;
  return root === undefined
    ? []
    : contentsOf(root).map((content) => text.slice(content.openEnd, content.closeStart));
}

function rewritten(source: string, start: number, end: number, replacements: readonly Replacement[]): string {
  const inside = replacements
    .filter((change) => change.start >= start && change.end <= end)
    .map((change) => ({ start: change.start - start, end: change.end - start, text: change.text }));
  return replaceAll(source.slice(start, end), inside);
}

function within(replacements: readonly Replacement[], content: StorageNode): Replacement[] {
  return replacements.filter((change) => change.start >= content.openEnd && change.end <= content.closeStart);
}

/** Extensions in the order of the page, outer ones before those inside them. */
function extensionsOf(root: StorageNode): StorageNode[] {
  const found: StorageNode[] = [];
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.name === 'ac:adf-extension') found.push(node);
    for (const child of node.children.toReversed())
      if (child.type === nodeType.element && child.name !== 'ac:adf-fallback') stack.push(child);
  }
  return found;
}

/** The contents of an extension's nodes, not of extensions inside them. */
function contentsOf(extension: StorageNode): StorageNode[] {
  const found: StorageNode[] = [];
  const stack = elementsOf(extension)
    .filter((child) => child.name === 'ac:adf-node')
    .toReversed();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const child of elementsOf(node).toReversed()) {
      if (child.name === 'ac:adf-content' && !elementsOf(child).some((inner) => inner.name === 'ac:adf-node'))
        found.unshift(child);
      else if (child.name === 'ac:adf-node' || child.name === 'ac:adf-content') stack.push(child);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
