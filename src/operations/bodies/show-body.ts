import type { OperationContext } from '../operation.ts';
import { findBase, keepBase } from './body-base.ts';
import { maskCuts, placeOf } from '../masked/mask-cuts.ts';
import { deliver, nothingDelivered } from './delivered.ts';
import { view, type View } from '../../content/index.ts';
import { quotePage } from './quote-page.ts';
import { namesShown } from './shown-names.ts';
import { engineBody, readStored, type StoredBody } from './stored-body.ts';
import type { Content, Subject } from './subject.ts';

/** What of a body is wanted, and how much of it. */
export interface ViewQuery {
  readonly version?: number | undefined;
  readonly view?: 'outline' | 'section' | 'full' | undefined;
  readonly section?: string | undefined;
  readonly ids?: 'needed' | 'all' | undefined;
  readonly cursor?: string | undefined;
  readonly maxTokens?: number | undefined;
}

export interface ShownBody<C extends Content> {
  readonly stored: StoredBody<C>;
  readonly shown: View;
}

/** Tokens of an answer unless asked for more (DESIGN §4.4). */
const defaultTokens = 8_000;
/** Tokens that the lines around a view take. */
const headerTokens = 180;

/** A body as Markdown; from then on it is a base for edits under its etag. Raises what the content engine says of it. */
export async function showBody<C extends Content>(
  context: OperationContext,
  subject: Subject<C>,
  { version, view: mode = 'full', section, ids = 'needed', cursor, maxTokens = defaultTokens }: ViewQuery,
): Promise<ShownBody<C>> {
  const stored = await readStored(subject, { version });
  const people = await namesShown(context, stored);
  const shown = quotePage(`The text of ${subject.name} cannot be shown like this`, () =>
    view(engineBody(stored), {
      mode,
      ids,
      names: { people },
      maxTokens: Math.max(64, maxTokens - headerTokens),
      ...(section !== undefined && { section }),
      ...(cursor !== undefined && { cursor }),
    }),
  );
  const { representation, value, etag } = stored;
  const known = shown.complete ? undefined : await findBase(context, subject.id, etag);
  const delivered = deliver(known?.delivered ?? nothingDelivered, shown, ids);
  keepBase(context, subject.id, { representation, value, etag, people, delivered });
  const { sensitive } = context;
  if (!sensitive || shown.complete || mode === 'outline') return { stored, shown };
  const whole = view(engineBody(stored), { ids, names: { people } }).text;
  // A cursor is `line.column.fingerprint`.
  const [line, column] = (cursor ?? '').split('.').map(Number);
  const from = placeOf(whole, shown.lines.from, line === shown.lines.from ? (column ?? 0) : 0);
  return { stored, shown: { ...shown, text: maskCuts(whole, shown.text, from, sensitive) } };
}
