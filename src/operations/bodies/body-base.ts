import { z } from 'zod';
import { once } from '../../kernel/once.ts';
import type { OperationContext } from '../operation.ts';
import { nothingDelivered, type Delivered } from './delivered.ts';
import type { PeopleShown } from './shown-names.ts';
import type { Representation, StoredBody } from './stored-body.ts';

/** A body as it was read, with what the reader saw of it: the base of edits. */
export interface Base {
  readonly representation: Representation;
  readonly value: string;
  readonly etag: string;
  /** Names that the view was made with; the text of edits is that of the view. */
  readonly people: PeopleShown;
  readonly delivered: Delivered;
}

const ranges = once(() => z.array(z.tuple([z.int(), z.int()])));
const notes = once(() =>
  z.object({
    people: z.array(z.tuple([z.string(), z.string()])),
    needed: ranges(),
    all: ranges(),
    whole: z.boolean(),
  }),
);

type Context = Pick<OperationContext, 'bodies'>;

/** Keeps a body that was shown. An empty body is never a base: on Cloud it may stand for one that could not be given. */
export function keepBase({ bodies }: Context, contentId: string, base: Base): void {
  const { representation, value, etag, people, delivered } = base;
  if (value === '') return;
  bodies?.put(
    { contentId, representation, etag },
    { body: value, notes: JSON.stringify({ people: [...people], ...delivered }) },
  );
}

/** Keeps a body of which no view was shown, unless more is known of it already. */
export async function keepStored(
  context: Context,
  { content, representation, value, etag }: StoredBody,
  people: PeopleShown = new Map(),
): Promise<void> {
  if (await findBase(context, content.id, etag)) return;
  keepBase(context, content.id, { representation, value, etag, people, delivered: nothingDelivered });
}

/** A body that this person read and that is still kept, by its etag. */
export async function findBase(
  { bodies }: Context,
  contentId: string,
  etag: string,
): Promise<Base | undefined> {
  if (!bodies) return undefined;
  for (const representation of ['storage', 'atlas_doc_format'] as const) {
    const kept = await bodies.get({ contentId, representation, etag });
    if (kept === undefined) continue;
    const { people, ...delivered } = notes().parse(JSON.parse(kept.notes));
    return { representation, value: kept.body, etag, people: new Map(people), delivered };
  }
  return undefined;
}

/** A body just read, with what is known of how it was shown. */
export async function baseOf(
  context: Context,
  stored: StoredBody,
  people: () => Promise<PeopleShown>,
): Promise<Base> {
  const { content, representation, value, etag } = stored;
  const known = await findBase(context, content.id, etag);
  return known ?? { representation, value, etag, people: await people(), delivered: nothingDelivered };
}
