import { contentIdOf, type FactKind, type TargetFacts } from '../facts.ts';
import type { Constraints } from '../view.ts';
import { spaceIsIn, spaceSet, type SpaceSet } from './space-set.ts';

/** The part of a profile's constraints that is about spaces and pages. */
export interface TargetLimits {
  readonly allowed?: SpaceSet;
  readonly denied?: SpaceSet;
  readonly trees?: ReadonlySet<string>;
  readonly labels?: ReadonlySet<string>;
}

/** Undefined where nothing is limited. */
export function targetLimits({
  allowedSpaces,
  deniedSpaces,
  pageTrees,
  labels,
}: Pick<Constraints, 'allowedSpaces' | 'deniedSpaces' | 'pageTrees' | 'labels'>): TargetLimits | undefined {
  if (!allowedSpaces && !deniedSpaces?.length && !pageTrees && !labels) return undefined;
  return {
    ...(allowedSpaces && { allowed: spaceSet(allowedSpaces) }),
    ...(deniedSpaces?.length && { denied: spaceSet(deniedSpaces) }),
    ...(pageTrees && { trees: new Set(pageTrees) }),
    ...(labels && { labels: new Set(labels.map((label) => label.toLowerCase())) }),
  };
}

/** `outside` is final; a set of facts is what must be known first. */
export type LimitAnswer = 'inside' | 'outside' | ReadonlySet<FactKind>;

export interface LimitedTargets {
  readonly targets: readonly TargetFacts[];
  /** A read that has not run yet: what it names besides pages is judged by what it brings. */
  readonly judgedLater: boolean;
}

/** Whether all targets lie within the limits. A space lies in no page tree and bears no page's label. */
export function withinLimits(limits: TargetLimits, { targets, judgedLater }: LimitedTargets): LimitAnswer {
  const needs = new Set<FactKind>();
  const namesContent = targets.some(({ kind }) => kind !== 'space');
  for (const target of targets) {
    if (isOutsideSpaces(limits, target, needs)) return 'outside';
    if (target.kind === 'space') {
      if ((limits.trees || limits.labels) && !namesContent && !judgedLater) return 'outside';
    } else if (isOutsidePages(limits, target, needs)) return 'outside';
  }
  return needs.size > 0 ? needs : 'inside';
}

function isOutsideSpaces(
  { allowed, denied }: TargetLimits,
  target: TargetFacts,
  needs: Set<FactKind>,
): boolean {
  const isAllowed = allowed ? spaceIsIn(allowed, target) : 'yes';
  const isDenied = denied ? spaceIsIn(denied, target) : 'no';
  if (isAllowed === 'no' || isDenied === 'yes') return true;
  if (isAllowed === 'unknown' || isDenied === 'unknown') needs.add('space');
  return false;
}

function isOutsidePages({ trees, labels }: TargetLimits, target: TargetFacts, needs: Set<FactKind>): boolean {
  if (trees) {
    const id = contentIdOf(target);
    const isRoot = id !== undefined && trees.has(id);
    if (!isRoot && !target.ancestors?.some((ancestor) => trees.has(ancestor))) {
      if (id !== undefined && target.ancestors) return true;
      needs.add('ancestors');
    }
  }
  if (labels && !target.labels) needs.add('labels');
  return Boolean(labels && target.labels && !target.labels.some((label) => labels.has(label.toLowerCase())));
}
