import type { Replacement } from '../storage/replacement.ts';
import { contentOf, type AdfNode } from './node.ts';
import type { AdfSource } from './parse-document.ts';
import { placeOf } from './reader.ts';
import type { Rebuilt } from './rebuilding.ts';
import { keyRanges } from './skip-json.ts';

/** The replacements in the JSON of a document that turn it into the rebuilt one; what is the same keeps its bytes. */
export function spliceDocument(source: AdfSource, rebuilt: Rebuilt): Replacement[] {
  const replacements: Replacement[] = [];
  const stack: Array<readonly [before: AdfNode, after: AdfNode]> = [[source.doc, rebuilt.doc]];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [before, after] = pair;
    if (before === after) continue;
    const differing = differingKeys(before, after);
    if (differing === undefined) {
      const { start, end } = placeOf(source, before);
      replacements.push({ start, end, text: write(source, rebuilt, after) });
      continue;
    }
    if (differing.has('content')) stack.push(...alignContent(source, rebuilt, before, after, replacements));
    if (differing.size === (differing.has('content') ? 1 : 0)) continue;
    for (const { key, start, end } of keyRanges(source.value, placeOf(source, before).start))
      if (key !== 'content' && differing.has(key))
        replacements.push({ start, end, text: JSON.stringify(valueOf(after, key)) });
  }
  return replacements;
}

/** Keys whose values differ; undefined where keys came, went or stand in another order, or content is no list. */
function differingKeys(before: AdfNode, after: AdfNode): Set<string> | undefined {
  const keys = Object.keys(before);
  const others = Object.keys(after);
  if (keys.length !== others.length || keys.some((key, index) => key !== others[index])) return undefined;
  return new Set(keys.filter((key) => valueOf(before, key) !== valueOf(after, key)));
}

function valueOf(node: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(node, key)?.value;
}

/** Replaces what stands between kept children; returns the children that are kept and changed inside. */
function alignContent(
  source: AdfSource,
  rebuilt: Rebuilt,
  before: AdfNode,
  after: AdfNode,
  replacements: Replacement[],
): Array<readonly [AdfNode, AdfNode]> {
  const old = contentOf(before);
  const order = new Map(old.map((node, index) => [node, index]));
  const { contentStart, contentEnd } = placeOf(source, before);
  const inner: Array<readonly [AdfNode, AdfNode]> = [];
  let oldAt = 0;
  let pending: AdfNode[] = [];
  const flush = (next: number): void => {
    const last = old[oldAt - 1];
    const following = old[next];
    const start = last === undefined ? contentStart : placeOf(source, last).end;
    const end = following === undefined ? contentEnd : placeOf(source, following).start;
    if (pending.length > 0 || next > oldAt) {
      const parts = pending.map((node) => write(source, rebuilt, node));
      const text = `${last === undefined || (parts.length === 0 && following === undefined) ? '' : ','}${parts.join(',')}${
        following === undefined || parts.length === 0 ? '' : ','
      }`;
      replacements.push({ start, end, text });
    }
    pending = [];
  };
  for (const node of contentOf(after)) {
    const index = order.get(rebuilt.origins.get(node) ?? node);
    if (index === undefined || index < oldAt) {
      pending.push(node);
    } else {
      flush(index);
      const kept = old[index];
      if (kept !== undefined && kept !== node) inner.push([kept, node]);
      oldAt = index + 1;
    }
  }
  flush(old.length);
  return inner;
}

/** The JSON of a node: what stands in a text already is taken from there. */
function write(source: AdfSource, rebuilt: Rebuilt, node: AdfNode): string {
  const known = source.places.has(node) ? source : rebuilt.sources.get(node);
  if (known !== undefined) {
    const { start, end } = placeOf(known, node);
    return known.value.slice(start, end);
  }
  const parts = Object.entries(node).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const text =
      key === 'content' && node.content !== undefined
        ? `[${node.content.map((child) => write(source, rebuilt, child)).join(',')}]`
        : JSON.stringify(value);
    return [`${JSON.stringify(key)}:${text}`];
  });
  return `{${parts.join(',')}}`;
}
