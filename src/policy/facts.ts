import type { Target } from '../operations/operation.ts';

/** What can be asked about a target that the arguments or the answer do not say. */
export const factKinds = ['space', 'ancestors', 'labels', 'level'] as const;
export type FactKind = (typeof factKinds)[number];

/**
 * A target with what is known of it. An absent field is not known yet; `[]` and `''` are knowledge.
 * For a comment or an attachment, page, ancestors and labels are those of the page that holds it.
 */
export interface TargetFacts {
  readonly kind: Target['kind'];
  /** Of the target itself; a space may be known by its key alone. */
  readonly id?: string;
  /** The page, blog post or other content that holds it. Content that holds itself needs none. */
  readonly pageId?: string;
  readonly spaceId?: string;
  readonly spaceKey?: string;
  /** Ids from the root down, the page itself left out. */
  readonly ancestors?: readonly string[];
  /** Names without prefix. */
  readonly labels?: readonly string[];
  /** Name of the data classification level; `''` where it has none. */
  readonly level?: string;
}

/** What a target says of itself. */
export function factsOfTarget(target: Target): TargetFacts {
  if (target.kind !== 'space') return target;
  return {
    kind: 'space',
    ...(target.id !== undefined && { id: target.id, spaceId: target.id }),
    ...(target.key !== undefined && { spaceKey: target.key }),
  };
}

/** The id of the content that a target is or lies on; undefined where that is not known. */
export function contentIdOf(facts: TargetFacts): string | undefined {
  switch (facts.kind) {
    case 'page':
    case 'blogpost':
    case 'content':
      return facts.id;
    case 'comment':
    case 'attachment':
      return facts.pageId;
    case 'space':
      return undefined;
    default:
      return facts.kind satisfies never;
  }
}
