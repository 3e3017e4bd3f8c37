import { markRules, nodeRules } from './adf-rules.generated.ts';
import { isObject } from './node.ts';
import type { ContentRule, NodeRule, ObjectRule } from './rules.ts';
import { wrongObject, wrongValue } from './validate-values.ts';

export type Validity =
  | { readonly ok: true }
  | { readonly ok: false; readonly path: string; readonly message: string };

/** One thing that the schema does not allow, at a path such as `$.content[3].attrs.level`. */
export interface Violation {
  readonly path: string;
  readonly message: string;
}

const rulesByType = new Map<unknown, NodeRule[]>();
const ruleByName = new Map<string, NodeRule>();
for (const rule of nodeRules) {
  rulesByType.set(rule.type, [...(rulesByType.get(rule.type) ?? []), rule]);
  ruleByName.set(rule.name, rule);
}
const markRuleByType = new Map<unknown, (typeof markRules)[number]>(
  markRules.map((rule) => [rule.type, rule]),
);
const noRules: readonly NodeRule[] = [];

type JsonObject = Readonly<Record<string, unknown>>;

/** Which rules each node of a document follows with everything below it. */
type Fits = ReadonlyMap<unknown, ReadonlySet<string>>;

/**
 * Whether a document is one that the vendor's schema allows; of an invalid one the first thing that is wrong. Linear in
 * the size of the document, without recursion.
 */
export function validateAdf(doc: unknown): Validity {
  const first = violationsOf(doc, 1)[0];
  return first === undefined ? { ok: true } : { ok: false, ...first };
}

/**
 * What an edit made worse: a document that was invalid before is judged only on what is new. Undefined when nothing is.
 */
export function newViolation(before: unknown, after: unknown): Violation | undefined {
  const found = violationsOf(after, Infinity);
  if (found.length === 0) return undefined;
  const known = new Map<string, number>();
  for (const { message } of violationsOf(before, Infinity)) known.set(message, (known.get(message) ?? 0) + 1);
  return found.find(({ message }) => {
    const left = known.get(message) ?? 0;
    known.set(message, left - 1);
    return left <= 0;
  });
}

/** Whether the schema lets a node of a type carry a mark anywhere. */
export function allowsMark(nodeType: string, markType: string): boolean {
  return (rulesByType.get(nodeType) ?? noRules).some(
    (rule) => rule.marks?.types?.includes(markType) === true,
  );
}

/** Whether the schema lets a node of a type stand right in another. */
export function allowsChild(parentType: string, childType: string): boolean {
  return (rulesByType.get(parentType) ?? noRules).some(({ content }) =>
    [...(content?.allowed ?? []), ...(content?.places?.flat() ?? [])].some(
      (name) => ruleByName.get(name)?.type === childType,
    ),
  );
}

function fittingRules(doc: unknown): Fits {
  const order: unknown[] = [doc];
  for (let at = 0; at < order.length; at += 1) {
    const node = order[at];
    if (isObject(node) && Array.isArray(node['content']))
      for (const child of node['content']) order.push(child);
  }
  const fits = new Map<unknown, ReadonlySet<string>>();
  for (let at = order.length - 1; at >= 0; at -= 1) {
    const node = order[at];
    if (!isObject(node)) continue;
    const names = new Set<string>();
    for (const rule of rulesByType.get(node['type']) ?? noRules)
      if (ownViolation(rule, node) === undefined && contentFits(rule.content, node['content'], fits))
        names.add(rule.name);
    fits.set(node, names);
  }
  return fits;
}

function contentFits(rule: ContentRule | undefined, content: unknown, fits: Fits): boolean {
  if (rule === undefined || !Array.isArray(content)) return true;
  return content.every((child: unknown, index) => {
    const names = allowedAt(rule, index);
    if (names === undefined) return true;
    const fitting = fits.get(child);
    return fitting !== undefined && names.some((name) => fitting.has(name));
  });
}

function allowedAt(rule: ContentRule, index: number): readonly string[] | undefined {
  return rule.places === undefined ? rule.allowed : rule.places[index];
}

/** What is wrong with a node itself, without what it contains. */
function ownViolation(rule: NodeRule, node: JsonObject): Violation | undefined {
  const { type } = rule;
  for (const key of rule.required)
    if (node[key] === undefined) return { path: '', message: `${type} needs "${key}"` };
  for (const key of Object.keys(node)) {
    const value = node[key];
    const path = `.${key}`;
    let message: string | undefined;
    if (key === 'type') continue;
    else if (key === 'attrs' && rule.attrs !== undefined) {
      const found = wrongAttributes(type, rule.attrs, value);
      if (found !== undefined) return { path: path + found.path, message: found.message };
    } else if (key === 'content' && rule.content !== undefined)
      message = wrongLength(type, rule.content, value);
    else if (key === 'marks' && rule.marks !== undefined) {
      const found = wrongMarks(type, rule.marks, value);
      if (found !== undefined) return { path: path + found.path, message: found.message };
    } else if (rule.values !== undefined && Object.hasOwn(rule.values, key)) {
      const own = rule.values[key];
      const wrong = own === undefined ? undefined : wrongValue(own, value);
      if (wrong !== undefined) message = `"${key}" of ${type} ${wrong}`;
    } else if (rule.open !== true) message = `${type} has no "${key}"`;
    if (message !== undefined) return { path, message };
  }
  return undefined;
}

/** Against the form that comes closest: the one that gets furthest. */
function wrongAttributes(type: string, forms: readonly ObjectRule[], value: unknown): Violation | undefined {
  let first: Violation | undefined;
  for (const form of forms) {
    const found = wrongObject(form, value, type);
    if (found === undefined) return undefined;
    first ??= found;
  }
  return first;
}

function wrongLength(type: string, rule: ContentRule, value: unknown): string | undefined {
  if (!Array.isArray(value)) return `"content" of ${type} is no list`;
  if (value.length < (rule.min ?? 0)) return `${type} needs at least ${rule.min ?? 0} in "content"`;
  return value.length > (rule.max ?? Infinity)
    ? `${type} takes at most ${rule.max ?? 0} in "content"`
    : undefined;
}

function wrongMarks(
  type: string,
  rule: NonNullable<NodeRule['marks']>,
  value: unknown,
): Violation | undefined {
  if (!Array.isArray(value)) return { path: '', message: `"marks" of ${type} is no list` };
  if (value.length > (rule.max ?? Infinity)) return { path: '', message: `${type} takes no marks here` };
  if (rule.types === undefined) return undefined;
  for (const [index, mark] of value.entries()) {
    const path = `[${index}]`;
    const markType: unknown = isObject(mark) ? mark['type'] : undefined;
    const own = markRuleByType.get(markType);
    if (!isObject(mark) || own === undefined || !rule.types.includes(own.type))
      return { path, message: `${type} cannot have the mark ${name(markType)} here` };
    for (const key of own.required)
      if (mark[key] === undefined) return { path, message: `the mark ${own.type} needs "${key}"` };
    for (const key of Object.keys(mark)) {
      if (key === 'type') continue;
      if (key !== 'attrs' || own.attrs === undefined)
        return { path, message: `the mark ${own.type} has no "${key}"` };
      const found = wrongObject(own.attrs, mark[key], `the mark ${own.type}`);
      if (found !== undefined) return { path: `${path}.attrs${found.path}`, message: found.message };
    }
  }
  return undefined;
}

/** Everything that is wrong, in document order, up to a number; below a node that fits nothing has to be looked at. */
function violationsOf(doc: unknown, limit: number): Violation[] {
  const fits = fittingRules(doc);
  const found: Violation[] = [];
  const stack: Array<{ node: unknown; path: string; allowed: readonly string[]; parent: string }> = [
    { node: doc, path: '$', allowed: ['doc_node'], parent: 'the document' },
  ];
  for (let entry = stack.pop(); entry !== undefined && found.length < limit; entry = stack.pop()) {
    const { node, path, allowed, parent } = entry;
    const fitting = fits.get(node);
    if (fitting !== undefined && allowed.some((one) => fitting.has(one))) continue;
    const type = isObject(node) ? node['type'] : undefined;
    const forms = allowed.flatMap((one) => {
      const rule = ruleByName.get(one);
      return rule !== undefined && rule.type === type ? [rule] : [];
    });
    if (!isObject(node) || forms.length === 0)
      found.push({ path, message: `${name(type)} is not allowed in ${parent}` });
    if (!isObject(node)) continue;
    const rule = closest(forms.length === 0 ? (rulesByType.get(type) ?? noRules) : forms, node);
    if (rule === undefined) continue;
    const own = ownViolation(rule, node);
    if (own !== undefined) found.push({ path: path + own.path, message: own.message });
    const { content } = node;
    if (rule.content === undefined || !Array.isArray(content)) continue;
    for (let index = content.length - 1; index >= 0; index -= 1) {
      const names = allowedAt(rule.content, index);
      if (names !== undefined)
        stack.push({
          node: content[index],
          path: `${path}.content[${index}]`,
          allowed: names,
          parent: rule.type,
        });
    }
  }
  return found.slice(0, limit);
}

/** The form that the node follows itself, or else the first. */
function closest(forms: readonly NodeRule[], node: JsonObject): NodeRule | undefined {
  return forms.find((rule) => ownViolation(rule, node) === undefined) ?? forms[0];
}

function name(type: unknown): string {
  return typeof type === 'string' ? `"${type.slice(0, 40)}"` : 'something without a type';
}
