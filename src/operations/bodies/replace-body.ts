import type { ListFormat } from '../../confluence/ports.ts';
import type { WriteBody } from '../input-fields.ts';
import { requireMaskedKept } from '../masked/keep-masked.ts';
import type { OperationContext } from '../operation.ts';
import { changeBody, type BodyChange, type ChangeRequest } from './change-body.ts';
import { checkBody } from './check-body.ts';
import { checkReferences } from './check-references.ts';
import { conflictWith } from './conflict.ts';
import { updateFromView } from '../../content/index.ts';
import { lossesBetween } from './losses.ts';
import { readBack } from './read-back.ts';
import { requireNumber } from './require-number.ts';
import { bodyOf, engineBody, storedBody, type StoredBody } from './stored-body.ts';
import { type Content, type ContentChange, type Subject } from './subject.ts';

export interface Replacement {
  readonly body: WriteBody;
  readonly etag?: string | undefined;
  /** What the writer says the new version is. */
  readonly number?: number | undefined;
  /** Whether a Markdown body states a view that must have been read whole. */
  readonly whole: boolean;
  readonly allowLoss?: readonly string[] | undefined;
  readonly dryRun?: boolean | undefined;
  readonly write: Omit<ContentChange, 'body' | 'bodyFormat'>;
}

const nothingReported = { changed: [], newHandles: [], reanchored: [] };

/**
 * Replaces a whole body. Markdown is the whole view, written through the same engine and gates as an edit; storage format,
 * ADF and wiki markup go as they are, with no merge: a stale version or etag is a conflict, and what is lost is counted.
 */
export function replaceBody<C extends Content>(
  context: OperationContext,
  subject: Subject<C>,
  replacement: Replacement,
): Promise<BodyChange<C>> {
  return replacement.body.representation === 'markdown'
    ? changeBody(context, subject, markdownChange(replacement))
    : replacePlainly(context, subject, replacement);
}

/** A whole view as a change of what was read. */
export function markdownChange(replacement: Replacement): ChangeRequest {
  const { body, etag, number, whole, allowLoss, dryRun, write } = replacement;
  return {
    etag,
    change: (stored, options, restore) => updateFromView(stored, restore.whole(body.value), options),
    texts: [body.value],
    whole,
    allowLoss,
    dryRun,
    write,
    ...(etag === undefined && { number }),
  };
}

async function replacePlainly<C extends Content>(
  context: OperationContext,
  subject: Subject<C>,
  { body: { representation, value }, etag, number, allowLoss, dryRun, write }: Replacement,
): Promise<BodyChange<C>> {
  if (representation === 'markdown') throw new Error('Markdown is never written as it is');
  const readable: ListFormat = representation === 'atlas_doc_format' ? representation : 'storage';
  const before = storedBody(await subject.read(readable), readable);
  requireNumber(subject, before.content, number, write.status);
  requireEtag(subject, before, etag);
  const body = { representation, value };
  checkBody(body, before.value);
  checkReferences(context, body, before.value);
  // Another representation holds nothing that could be compared: then nothing masked counts as kept.
  if (context.sensitive)
    requireMaskedKept(before.value, representation === readable ? value : '', context.sensitive, allowLoss);
  const unread = { merged: false, verified: true, report: nothingReported };
  const sent = bodyOf(before.content, readable, value);
  const losses = (): readonly string[] =>
    representation === 'wiki' ? [] : lossesBetween(engineBody(before), engineBody(sent));
  if (dryRun) return { ...unread, outcome: 'tried', stored: before, lost: losses() };
  const written = await subject.write(before.content, { ...write, body, bodyFormat: readable });
  const result = await readBack(subject, before, written, sent, context.signal);
  return { ...unread, outcome: 'written', ...result, lost: losses() };
}

function requireEtag(subject: Subject, current: StoredBody, etag: string | undefined): void {
  if (etag === undefined || etag === current.etag) return;
  throw conflictWith(
    subject,
    current.content,
    `The text is not the one of etag ${etag}; now it is etag ${current.etag}`,
  );
}
