import type { Confluence } from '../confluence/ports.ts';
import { toAppError } from '../kernel/app-error.ts';
import type { FactKind, TargetFacts } from '../policy/facts.ts';
import type { SpaceNames } from './space-names.ts';

/** What a decision lacks: `need` of a verdict. */
export interface WantedFacts {
  readonly facts: ReadonlySet<FactKind>;
  /** Indexes. */
  readonly targets: readonly number[];
}

/** Contents whose ancestors or labels are looked up for one answer, a request each; what lies beyond stays unknown. */
const mostLookedUp = 50;

/**
 * Targets with what they lacked, found out as the person of the call. What that person cannot see, and what nobody can be
 * asked for, stays unknown: the decision takes it for absent. Raises only what says that nobody can tell now.
 */
export async function learnFacts(
  known: readonly TargetFacts[],
  wanted: WantedFacts,
  { confluence, spaces }: { readonly confluence: Confluence; readonly spaces: SpaceNames },
  signal: AbortSignal,
): Promise<readonly TargetFacts[]> {
  const chosen = new Set(wanted.targets);
  const learnt = [...known];
  const each = (learn: (target: TargetFacts) => Promise<TargetFacts>) =>
    Promise.all(
      [...chosen].slice(0, mostLookedUp).map(async (index) => {
        const target = learnt[index];
        if (target) learnt[index] = await learn(target);
      }),
    );

  await each((target) => withHolder(target, confluence, signal));
  if (wanted.facts.has('space')) {
    const ids = learnt.flatMap((target, index) => (chosen.has(index) ? (lacksSpace(target) ?? []) : []));
    const found = await spacesOfPages(ids, confluence, signal);
    for (const index of chosen) {
      const target = learnt[index];
      const spaceId = target && found.get(lacksSpace(target) ?? '');
      if (target && spaceId !== undefined) learnt[index] = { ...target, spaceId };
    }
    await each((target) => withBothNames(target, spaces, signal));
  }
  if (wanted.facts.has('ancestors')) {
    await each(async (target) => {
      const id = pageIdOf(target);
      if (id === undefined || target.ancestors) return target;
      const ancestors = await seen(() => confluence.content.ancestors({ id }, signal));
      return ancestors ? { ...target, ancestors: ancestors.map((ancestor) => ancestor.id) } : target;
    });
  }
  if (wanted.facts.has('labels')) {
    await each(async (target) => {
      const id = pageIdOf(target);
      if (id === undefined || target.labels) return target;
      const labels = await seen(() => confluence.labels.forPage({ pageId: id, limit: 200 }, signal));
      // Where more follow, that one is missing among them would be a guess.
      if (!labels || labels.nextCursor !== undefined) return target;
      return { ...target, labels: labels.items.map(({ name }) => name) };
    });
  }
  return learnt;
}

/** A comment or an attachment with the page or blog post that holds it. */
async function withHolder(
  target: TargetFacts,
  confluence: Confluence,
  signal: AbortSignal,
): Promise<TargetFacts> {
  const { id } = target;
  if (id === undefined || target.pageId !== undefined) return target;
  let holder: { readonly pageId?: string; readonly blogPostId?: string } | undefined;
  if (target.kind === 'attachment') {
    holder = await seen(() => confluence.attachments.get({ id }, signal));
  } else if (target.kind === 'comment') {
    holder =
      (await seen(() => confluence.comments.get({ id, kind: 'footer' }, signal))) ??
      (await seen(() => confluence.comments.get({ id, kind: 'inline' }, signal)));
  }
  const pageId = holder?.pageId ?? holder?.blogPostId;
  return pageId === undefined ? target : { ...target, pageId };
}

/** The page or blog post that a target is or lies on. */
function pageIdOf({ kind, id, pageId }: TargetFacts): string | undefined {
  switch (kind) {
    case 'page':
    case 'blogpost':
    case 'content':
      return id;
    case 'comment':
    case 'attachment':
      return pageId;
    case 'space':
      return undefined;
    default:
      return kind satisfies never;
  }
}

/** The content whose space would have to be found. */
function lacksSpace(target: TargetFacts): string | undefined {
  return target.spaceId === undefined && target.spaceKey === undefined ? pageIdOf(target) : undefined;
}

async function spacesOfPages(
  ids: readonly string[],
  confluence: Confluence,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const wanted = [...new Set(ids)].slice(0, 250);
  if (wanted.length === 0) return found;
  // Drafts and what lies in the trash are content too.
  const listed = await seen(() =>
    confluence.pages.list({ ids: wanted, limit: wanted.length, status: ['current', 'archived'] }, signal),
  );
  for (const { id, spaceId } of listed?.items ?? []) found.set(id, spaceId);
  await Promise.all(
    wanted
      .filter((id) => !found.has(id))
      .slice(0, mostLookedUp)
      .map(async (id) => {
        const page =
          (await seen(() => confluence.blogPosts.get({ id }, signal))) ??
          (await seen(() => confluence.pages.get({ id }, signal))) ??
          (await seen(() => confluence.pages.get({ id, draft: true }, signal)));
        if (page) found.set(id, page.spaceId);
      }),
  );
  return found;
}

/** Id and key of the space, where one of them is known. */
async function withBothNames(
  target: TargetFacts,
  spaces: SpaceNames,
  signal: AbortSignal,
): Promise<TargetFacts> {
  const { spaceId, spaceKey } = target;
  if (spaceId !== undefined && spaceKey === undefined) {
    const key = await spaces.keyOf(spaceId, signal);
    return key === undefined ? target : { ...target, spaceKey: key };
  }
  if (spaceKey !== undefined && spaceId === undefined) {
    const id = await spaces.idOf(spaceKey, signal);
    return id === undefined ? target : { ...target, spaceId: id };
  }
  return target;
}

/** Undefined for what this person cannot see; raises what is no answer to that. */
async function seen<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code === 'not_found' || code === 'invalid_input' || code === 'upstream_forbidden') return undefined;
    throw thrown;
  }
}
