import { type MarkdownNames, type Resolvers, namesIn } from '../../content/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { OperationContext } from '../operation.ts';
import { findPeople } from './find-people.ts';
import { findTargets } from './find-targets.ts';
import type { Representation } from './stored-body.ts';

/** Where new content is to stand. */
export interface Place {
  readonly representation: Representation;
  /** Absent for what does not exist yet. */
  readonly contentId?: string;
}

/** Looks up what new Markdown names: people, and for ADF pages and files too. Where nothing is named nothing is asked. */
export async function resolversFor(
  context: OperationContext,
  texts: readonly string[],
  { representation, contentId }: Place,
): Promise<Resolvers> {
  // The gate on the result judges every macro, these too.
  const allowed: Resolvers = context.allowMacro ? { allowMacro: () => true } : {};
  const named = texts.filter((text) => /:mention\[|@\[|\]\(|:card\[/.test(text)).map(namesOf);
  if (named.length === 0) return allowed;
  const people = await findPeople(context, new Set(named.flatMap((names) => [...names.people])));
  if (representation === 'storage' || contentId === undefined) return { ...allowed, ...people };
  const targets = await findTargets(context, contentId, {
    targets: named.flatMap((names) => names.targets),
    attachments: new Set(named.flatMap((names) => [...names.attachments])),
  });
  return { ...allowed, ...people, ...targets };
}

type Named = Pick<MarkdownNames, 'people' | 'targets' | 'attachments'>;

/** A part of a page need not be Markdown that stands alone; then its mentions are found by their signs. */
function namesOf(text: string): Named {
  try {
    return namesIn(text);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const labels = [...text.matchAll(/(?::mention|@)\[([^\]\n]{1,200})\](?!\{#)/g)].map(
      ([, label = '']) => label,
    );
    return { people: new Set(labels), targets: [], attachments: new Set() };
  }
}
