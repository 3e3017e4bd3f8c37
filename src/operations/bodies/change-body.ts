import type { EditOptions, EditResult, Resolvers } from '../../content/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { view } from '../../content/index.ts';
import { requireMaskedKept } from '../masked/keep-masked.ts';
import { nothingMasked, restoreMarks, type RestoreMarks } from '../masked/restore-marks.ts';
import type { OperationContext } from '../operation.ts';
import { baseOf, findBase, keepBase, type Base } from './body-base.ts';
import { checkSize } from './check-body.ts';
import { checkReferences } from './check-references.ts';
import { withCommentAuthors } from './comment-authors.ts';
import { conflictWith, requireUnchanged } from './conflict.ts';
import { allDelivered, nothingDelivered } from './delivered.ts';
import { mergeInto } from './merge-into.ts';
import { newHandles } from './new-handles.ts';
import { quotePage } from './quote-page.ts';
import { readBack } from './read-back.ts';
import { requireNumber } from './require-number.ts';
import { resolversFor } from './resolvers.ts';
import { namesShown } from './shown-names.ts';
import { bodyOf, engineBody, readStored, type Representation, type StoredBody } from './stored-body.ts';
import type { Content, ContentChange, Subject } from './subject.ts';

/** How often a write is tried that somebody else's came before. */
const maxTries = 3;

export interface ChangeRequest {
  /** The body that the change was made from; absent: whatever is there now. */
  readonly etag?: string | undefined;
  /** The version that was read: finds the body of an etag that is no longer kept. */
  readonly version?: number | undefined;
  /** What the writer says the new version is; a `conflict` where it is another. */
  readonly number?: number | undefined;
  /** Makes the new body from the one that was read. */
  readonly change: (
    body: ReturnType<typeof engineBody>,
    options: EditOptions,
    restore: RestoreMarks,
  ) => EditResult;
  /** Texts of the change that may name people and pages. */
  readonly texts: readonly string[];
  /** Whether the change states the whole view, so that all of it must have been read. */
  readonly whole?: boolean;
  readonly onConflict?: 'merge' | 'reject' | undefined;
  readonly allowLoss?: readonly string[] | undefined;
  readonly dryRun?: boolean | undefined;
  readonly write?: Omit<ContentChange, 'body' | 'bodyFormat'>;
}

export interface BodyChange<C extends Content> {
  readonly outcome: 'written' | 'unchanged' | 'tried';
  readonly stored: StoredBody<C>;
  /** Whether other people's changes since the base are in it too. */
  readonly merged: boolean;
  readonly verified: boolean;
  readonly lost: readonly string[];
  readonly report: Pick<EditResult, 'changed' | 'newHandles' | 'reanchored'>;
}

/**
 * Changes a body by a difference of views: fetch what is there now, apply the change to what was read, carry it over,
 * write, read back. Nothing is written unless everything fits. Raises `invalid_input`, `would_lose`, `denied`, `conflict`.
 */
export async function changeBody<C extends Content>(
  context: OperationContext,
  subject: Subject<C>,
  request: ChangeRequest,
): Promise<BodyChange<C>> {
  let base = request.etag === undefined ? undefined : await findBase(context, subject.id, request.etag);
  let resolvers: Resolvers | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const current = await readStored(subject, base ? { representation: base.representation } : {});
    requireNumber(subject, current.content, request.number, request.write?.status);
    base ??= await startOf(context, subject, request, current);
    if (request.whole && !base.delivered.whole) throw partlyRead(subject);
    if (request.onConflict === 'reject') requireUnchanged(subject, base, current);
    resolvers ??= await resolversFor(context, request.texts, {
      representation: base.representation,
      contentId: subject.id,
    });
    const options: EditOptions = {
      names: { people: base.people },
      resolvers,
      allowLoss: request.allowLoss ?? [],
    };
    const edited = await applied(context, subject, request, base, options);
    const merged = base.etag !== current.etag;
    const value = merged ? await mergeInto(context, subject, base, edited.value, current) : edited.value;
    checkReferences(context, { representation: current.representation, value }, current.value);
    if (context.sensitive) requireMaskedKept(current.value, value, context.sensitive, request.allowLoss);
    const sent = bodyOf(current.content, current.representation, value);
    if (request.dryRun || value === current.value) {
      const outcome = value === current.value ? 'unchanged' : 'tried';
      return { outcome, stored: current, merged, verified: true, lost: [], report: edited };
    }
    checkSize(value);
    const written = await tryWrite(subject, current, sent, request, attempt);
    if (written === 'overtaken') continue;
    const result = await readBack(subject, current, written, sent, context.signal);
    remember(context, base, result.stored, merged);
    const report =
      result.stored.value === value
        ? edited
        : { ...edited, newHandles: newHandles(current, result.stored, base.people) };
    return { outcome: 'written', merged, report, ...result };
  }
}

async function startOf(
  context: OperationContext,
  subject: Subject,
  { etag, version }: ChangeRequest,
  current: StoredBody,
): Promise<Base> {
  const now = (stored: StoredBody) => baseOf(context, stored, () => namesShown(context, stored));
  if (etag === undefined || etag === current.etag) return now(current);
  const then = await readThen(subject, version, current.representation);
  if (then?.etag === etag) return now(then);
  throw conflictWith(
    subject,
    current.content,
    `The etag ${etag} is not kept any more, or was never given for ${subject.name}, and the text is another one now`,
  );
}

async function readThen(
  subject: Subject,
  version: number | undefined,
  representation: Representation,
): Promise<StoredBody | undefined> {
  if (version === undefined) return undefined;
  const then = await readStored(subject, { version, representation });
  return then.value === '' ? undefined : then;
}

async function applied(
  context: OperationContext,
  subject: Subject,
  { change }: ChangeRequest,
  base: Base,
  options: EditOptions,
): Promise<EditResult> {
  try {
    return quotePage('The change does not fit, and nothing was written', () =>
      change(engineBody(base), options, restoreFor(context, base)),
    );
  } catch (thrown) {
    throw thrown instanceof AppError ? await withCommentAuthors(context, subject, thrown) : thrown;
  }
}

/** What marks stand for in the base of a change, whichever way it was shown. */
function restoreFor({ sensitive }: OperationContext, base: Base): RestoreMarks {
  if (!sensitive) return nothingMasked;
  const names = { people: base.people };
  const views = (['needed', 'all'] as const).map((ids) => view(engineBody(base), { ids, names }).text);
  return restoreMarks(views, sensitive);
}

async function tryWrite<C extends Content>(
  subject: Subject<C>,
  current: StoredBody<C>,
  { representation, value }: StoredBody<C>,
  request: ChangeRequest,
  attempt: number,
): Promise<C | 'overtaken'> {
  try {
    return await subject.write(current.content, {
      ...request.write,
      body: { representation, value },
      bodyFormat: representation,
    });
  } catch (thrown) {
    const overtaken = thrown instanceof AppError && thrown.code === 'conflict' && attempt < maxTries;
    if (overtaken) return 'overtaken';
    throw thrown;
  }
}

/** Whoever knew the whole text before knows it after their own change; not what came from others. */
function remember(context: OperationContext, base: Base, stored: StoredBody, merged: boolean): void {
  const { representation, value, etag, content } = stored;
  const delivered = base.delivered.whole && !merged ? allDelivered : nothingDelivered;
  keepBase(context, content.id, { representation, value, etag, people: base.people, delivered });
}

function partlyRead({ name }: Subject): AppError {
  return new AppError(
    'invalid_input',
    `The whole text of ${name} cannot be replaced from a view: only a part of it was read.`,
    { nextStep: 'Read the rest (cursor, or a larger maxTokens), or change parts with an edit.' },
  );
}
