import { AppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../telemetry/log.ts';
import type { Executor, Store } from './open-store.ts';
import { readRevisions, type RevisionName } from './revisions.ts';

/** Milliseconds between two looks for a newer revision, and after how many without a look nothing is answered any more. */
const lookMs = 250;
const staleMs = 1_000;
const mostTries = 5;

/** Something that a process keeps in memory and reads again when its revisions in the database have grown. */
export interface Followed<T> {
  /** However old: for what nobody is let in by. */
  readonly latest: T;
  /** Raises `upstream_unavailable` where the database was not heard of for too long (DESIGN §8). */
  readonly fresh: () => T;
  /** Reads the newest at once; after a change made by this process. */
  readonly refresh: () => Promise<void>;
  /**
   * Before a request is served: reads again where nothing was heard for too long, so that a process that was merely busy
   * refuses nobody. Raises `upstream_unavailable` where the database does not answer.
   */
  readonly ensureFresh: () => Promise<void>;
  readonly isFresh: () => boolean;
  readonly close: () => void;
}

/** Reads once, and from then on whenever one of the revisions has another number. */
export async function followRevisions<T>(
  parts: { readonly store: Store; readonly clock: Clock; readonly log: Log },
  followed: {
    /** Of what it is, for the log. */
    readonly name: Lowercase<string>;
    readonly revisions: readonly RevisionName[];
    /** `before` is what it was; undefined at first. */
    readonly load: (db: Executor, before: T | undefined) => Promise<T>;
    readonly onChange?: (now: T, before: T) => void;
  },
): Promise<Followed<T>> {
  const { store, clock, log } = parts;
  const { name, revisions, load, onChange } = followed;
  let known = '';
  let view: { readonly value: T } | undefined;
  let heardAt = 0;
  let looking: Promise<void> | undefined;

  const revisionsNow = async (): Promise<string> => (await readRevisions(store.db, revisions)).join(' ');

  /** What was read belongs together where no change was committed meanwhile: each grows a revision as it commits. */
  async function loadWhole(
    db: Executor,
    found: string,
    before: T | undefined,
  ): Promise<readonly [string, T]> {
    for (let reading = found, tries = 1; ; tries += 1) {
      const value = await load(db, before);
      const after = await revisionsNow();
      // Where changes never pause, the next look reads once more.
      if (after === reading || tries === mostTries) return [reading, value];
      reading = after;
    }
  }

  async function look(): Promise<void> {
    const askedAt = clock.now();
    const found = await revisionsNow();
    const before = view;
    if (found !== known) {
      const [reading, value] = await loadWhole(store.db, found, before?.value);
      view = { value };
      known = reading;
    }
    heardAt = askedAt;
    if (before && view && before !== view) onChange?.(view.value, before.value);
  }
  async function refresh(): Promise<void> {
    await looking?.catch(() => undefined);
    looking = look().finally(() => (looking = undefined));
    await looking;
  }

  await refresh();
  let failing = false;
  let closed = false;
  const timer = setInterval(() => {
    if (looking) return;
    refresh().then(
      () => (failing = false),
      (error: unknown) => {
        if (!failing && !closed) log.warn(`${name}.look_failed`, { error });
        failing = true;
      },
    );
  }, lookMs).unref();

  const isFresh = (): boolean => clock.now() - heardAt <= staleMs;
  const latest = (): T => {
    if (!view) throw unreachable();
    return view.value;
  };
  return {
    get latest() {
      return latest();
    },
    fresh() {
      if (isFresh()) return latest();
      throw unreachable();
    },
    refresh,
    async ensureFresh() {
      if (isFresh()) return;
      await refresh().catch((error: unknown) => {
        throw unreachable(error);
      });
    },
    isFresh,
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}

function unreachable(cause?: unknown): AppError {
  return new AppError('upstream_unavailable', 'Weir cannot reach its own database at the moment.', {
    nextStep: 'Try again in a moment; an administrator finds the cause in the log.',
    cause,
  });
}
