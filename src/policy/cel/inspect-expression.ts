import type { ASTNode } from '@marcbachmann/cel-js';
import type { FactKind } from '../facts.ts';
import {
  conditionFunctions,
  conditionLimits,
  conditionMethods,
  conditionVariables,
  type ConditionVariable,
  type FunctionRule,
} from './condition-language.ts';

/** What an expression reads and what it may cost, found without running it. */
export interface Inspection {
  readonly reads: ReadonlySet<ConditionVariable>;
  /** Facts about a target that it reads. */
  readonly facts: ReadonlySet<FactKind>;
  readonly nodes: number;
  /** How deep `exists`, `all`, `filter` are nested. */
  readonly loops: number;
  /** Elements of the longest list that is written out. */
  readonly longestList: number;
  /** Whether it may be true although some of it cannot be known: it has an alternative. */
  readonly branches: boolean;
}

/** Raised while an expression is checked; `start` and `end` are zero-based offsets in its text. */
export class ExpressionFault extends Error {
  readonly start: number;
  readonly end: number;

  constructor(message: string, { start, end }: { readonly start: number; readonly end: number }) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

interface Findings {
  readonly reads: Set<ConditionVariable>;
  readonly facts: Set<FactKind>;
  nodes: number;
  loops: number;
  longestList: number;
  branches: boolean;
}

/** Where in the expression a node stands. */
interface Place {
  readonly loops: number;
  /** Names of the loops around. */
  readonly locals: readonly string[];
}

const factOfField: Readonly<Record<string, FactKind | undefined>> = {
  space: 'space',
  // Of a comment or an attachment this is known with the ancestors.
  page: 'ancestors',
  ancestors: 'ancestors',
  labels: 'labels',
  level: 'level',
};

/** Raises an ExpressionFault for what a condition must not do. */
export function inspectExpression(root: ASTNode): Inspection {
  const findings: Findings = {
    reads: new Set(),
    facts: new Set(),
    nodes: 0,
    loops: 0,
    longestList: 0,
    branches: false,
  };
  visit(root, { loops: 0, locals: [] }, findings);
  return findings;
}

function visit(node: ASTNode, place: Place, findings: Findings): void {
  findings.nodes += 1;
  const each = (nodes: readonly ASTNode[]) => {
    for (const one of nodes) visit(one, place, findings);
  };
  switch (node.op) {
    case 'value':
      return;
    case 'id':
      return visitName(node, node.args, place, findings);
    case '.':
      if (isTarget(node.args[0], place)) return visitTargetField(node.args[1], findings);
      return visit(node.args[0], place, findings);
    case '.?':
    case '[?]':
      throw new ExpressionFault('Optional access is not part of conditions.', node);
    case 'call':
      return visitCall(node, node.args[0], node.args[1], place, findings);
    case 'rcall':
      return visitMethod(node, node.args[0], node.args[1], node.args[2], place, findings);
    case '?:':
      findings.branches = true;
      return each(node.args);
    case '||':
      findings.branches = true;
      return each(node.args);
    case '+':
      if (!node.args.some(isNumberOrDuration))
        throw new ExpressionFault('Texts and lists are not joined in conditions: compare their parts.', node);
      return each(node.args);
    case 'list':
      findings.longestList = Math.max(findings.longestList, node.args.length);
      return each(node.args);
    case 'map':
      findings.longestList = Math.max(findings.longestList, node.args.length);
      return each(node.args.flat());
    case '!_':
    case '-_':
      return visit(node.args, place, findings);
    case '[]':
    case '&&':
    case '!=':
    case '==':
    case 'in':
    case '-':
    case '*':
    case '/':
    case '%':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return each(node.args);
    default:
      return node satisfies never;
  }
}

function visitName(node: ASTNode, name: string, place: Place, findings: Findings): void {
  if (place.locals.includes(name)) return;
  if (name === 'target')
    throw new ExpressionFault('Name a field of the target: target.space, target.labels …', node);
  const variable = conditionVariables.find((known) => known === name);
  // Anything else is an unknown name, which the check of types reports, or the library's own namespace.
  if (variable) findings.reads.add(variable);
  else if (name === 'cel' || name === 'google' || name === 'optional')
    throw new ExpressionFault(`"${name}" is not part of conditions.`, node);
}

function isTarget(node: ASTNode, place: Place): boolean {
  return node.op === 'id' && node.args === 'target' && !place.locals.includes('target');
}

function visitTargetField(field: string, findings: Findings): void {
  findings.reads.add('target');
  const fact = factOfField[field];
  if (fact) findings.facts.add(fact);
}

function visitCall(
  node: ASTNode,
  name: string,
  args: readonly ASTNode[],
  place: Place,
  findings: Findings,
): void {
  const rule = conditionFunctions.get(name);
  if (!rule) throw new ExpressionFault(`There is no function ${name}() in conditions.`, node);
  checkLiterals(name, rule, args, node);
  // What is not known yet must not read as absent.
  if (name === 'has' && args.some((arg) => rootOf(arg) === 'target'))
    throw new ExpressionFault('has() is for arguments; every field of the target has a value.', node);
  for (const arg of args) visit(arg, place, findings);
}

function visitMethod(
  node: ASTNode,
  name: string,
  receiver: ASTNode,
  args: readonly ASTNode[],
  place: Place,
  findings: Findings,
): void {
  const rule = conditionMethods.get(name);
  if (!rule) {
    const hint = name === 'matches' ? ' Write matches(text, "expression").' : '';
    throw new ExpressionFault(`There is no function .${name}() in conditions.${hint}`, node);
  }
  if (rule.mostArguments !== undefined && args.length > rule.mostArguments)
    throw new ExpressionFault(
      `.${name}() reads UTC; for a time zone use hourIn, weekdayIn or dateIn(time, "Europe/Paris").`,
      node,
    );
  checkLiterals(name, rule, args, node);
  visit(receiver, place, findings);
  if (!rule.loop) {
    for (const arg of args) visit(arg, place, findings);
    return;
  }
  const [item, ...bodies] = args;
  const loops = place.loops + 1;
  if (loops > conditionLimits.nestedLoops)
    throw new ExpressionFault('Loops within loops within loops are too costly.', node);
  findings.loops = Math.max(findings.loops, loops);
  findings.branches = true;
  const local = item?.op === 'id' ? item.args : '';
  if (item && conditionVariables.some((known) => known === local))
    throw new ExpressionFault(`"${local}" already has a meaning; call the element otherwise.`, item);
  for (const body of bodies) visit(body, { loops, locals: [...place.locals, local] }, findings);
}

function checkLiterals(name: string, rule: FunctionRule, args: readonly ASTNode[], node: ASTNode): void {
  for (const [position, check] of Object.entries(rule.literals ?? {})) {
    const arg = args[Number(position)];
    if (!arg) continue;
    if (arg.op !== 'value' || typeof arg.args !== 'string')
      throw new ExpressionFault(`${name}() takes a text in quotes here, not a computed one.`, arg);
    const wrong = check(arg.args);
    if (wrong !== undefined) throw new ExpressionFault(wrong, arg.op === 'value' ? arg : node);
  }
}

function rootOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args;
  return node.op === '.' || node.op === '[]' ? rootOf(node.args[0]) : undefined;
}

/** With one such operand, `+` adds: the library has no sum of a number and a text. */
function isNumberOrDuration(node: ASTNode): boolean {
  switch (node.op) {
    case 'value':
      return typeof node.args === 'bigint' || typeof node.args === 'number';
    case 'call':
      return ['size', 'int', 'double', 'duration', 'hourIn', 'weekdayIn'].includes(node.args[0]);
    case 'rcall':
      return node.args[0] === 'size' || node.args[0].startsWith('get');
    case '-_':
      return isNumberOrDuration(node.args);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return node.args.some(isNumberOrDuration);
    default:
      return false;
  }
}
