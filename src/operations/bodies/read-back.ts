import { setTimeout as delay } from 'node:timers/promises';
import type { BodyWrite } from '../../confluence/ports.ts';
import { AppError } from '../../kernel/app-error.ts';
import { view } from '../../content/index.ts';
import { lossesBetween } from './losses.ts';
import { readableAs } from './new-body.ts';
import { bodyOf, engineBody, storedBody, type Representation, type StoredBody } from './stored-body.ts';
import { nextNumber, type Content, type Subject } from './subject.ts';

/** Waits before each further read of an answer that is older than the write, in milliseconds. */
const waits: readonly number[] = [150, 600];

/** What is known of a body after it was written. */
export interface ReadBack<C extends Content> {
  /** As Confluence keeps it; where nothing newer could be read, as it was sent. */
  readonly stored: StoredBody<C>;
  /** False where Confluence did not answer with what was written. */
  readonly verified: boolean;
  /** What was sent and is not there. */
  readonly lost: readonly string[];
}

/**
 * Reads a body back after a write: from the answer to the write where it carries the body, else by a request of its own.
 * Raises `upstream_unavailable` where the write had no effect.
 */
export async function readBack<C extends Content>(
  subject: Subject<C>,
  before: StoredBody<C>,
  written: C,
  sent: StoredBody<C>,
  signal: AbortSignal,
): Promise<ReadBack<C>> {
  const expected = nextNumber(before.content);
  // A draft is always version 1: only its text tells an old answer.
  const isOld = ({ content, value }: StoredBody): boolean =>
    expected === 1 ? value === before.value : (content.version?.number ?? 0) < expected;
  const stored = await readNewer(subject, written, sent.representation, isOld, signal);
  if (!stored) return { stored: { ...sent, content: written }, verified: false, lost: [] };
  if (stored.value === before.value && readsOtherwise(sent, before)) throw withoutEffect(subject);
  return { stored, verified: true, lost: lossesBetween(engineBody(sent), engineBody(stored)) };
}

/** The same for what was just made; `sent` may be wiki markup, which is turned into storage format. */
export async function readCreated<C extends Content>(
  subject: Subject<C>,
  created: C,
  sent: BodyWrite,
  signal: AbortSignal,
): Promise<ReadBack<C>> {
  const representation = readableAs(sent);
  const stored = await readNewer(subject, created, representation, () => false, signal);
  const asSent = bodyOf(created, representation, sent.value);
  if (!stored) return { stored: asSent, verified: false, lost: [] };
  return { stored, verified: true, lost: lossesBetween(engineBody(asSent), engineBody(stored)) };
}

/** The write has happened: whatever keeps it from being read back is no error, it stays unverified. */
async function readNewer<C extends Content>(
  subject: Subject<C>,
  written: C,
  representation: Representation,
  isOld: (stored: StoredBody) => boolean,
  signal: AbortSignal,
): Promise<StoredBody<C> | undefined> {
  const answered = storedBody(written, representation);
  if (answered.value !== '') return answered;
  try {
    for (const wait of [0, ...waits]) {
      if (wait > 0) await delay(wait, undefined, { signal });
      const stored = storedBody(await subject.read(representation), representation);
      if (stored.value !== '' && !isOld(stored)) return stored;
    }
  } catch {
    return undefined;
  }
  return undefined;
}

/** Whether a reader sees a difference; markup that Confluence writes its own way is none. */
function readsOtherwise(sent: StoredBody, before: StoredBody): boolean {
  if (sent.value === before.value) return false;
  const [now, then] = [textOf(sent), textOf(before)];
  return now !== undefined && then !== undefined && now !== then;
}

function textOf(stored: StoredBody): string | undefined {
  try {
    return view(engineBody(stored)).text;
  } catch (thrown) {
    if (thrown instanceof AppError || thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

function withoutEffect({ name }: Subject): AppError {
  return new AppError(
    'upstream_unavailable',
    `Confluence accepted the change of ${name}, but the text is as it was before.`,
    { nextStep: 'Read it again, then repeat the change.', mayHaveHappened: true },
  );
}
