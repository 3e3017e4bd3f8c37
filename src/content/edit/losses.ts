import { AppError } from '../../kernel/app-error.ts';
import { compareCensus, type CensusChange } from './census.ts';
import type { Page } from './page.ts';

/** What an edit may lose: everything that it names, or only what `allowLoss` names. */
export type Naming = 'edit' | 'view';

/**
 * Gate: refuses a new body that lost what the edit does not name. Comment anchors are never lost unless `allowLoss` has
 * them; a whole view names nothing by leaving it out. Raises `would_lose` with the list.
 */
export function checkLosses(page: Page, after: Page, naming: Naming, allowLoss: readonly string[]): void {
  const changes = compareCensus(page.census, after.census);
  const doubled = changes.find(
    ({ kind, key, by }) => by > 0 && hasOwnId(kind, key) && isThere(page, kind, key),
  );
  if (doubled !== undefined)
    throw new AppError('invalid_input', `${doubled.kind} ${doubled.key} would stand twice.`, {
      nextStep: 'Write what exists once; a copy is written without its handle.',
    });
  const lost = changes.filter(({ by }) => by < 0);
  const kinds = new Set(allowLoss);
  const unnamed = lost.filter(
    (change) =>
      !(naming === 'edit' && change.kind !== 'comment') &&
      !(change.kind === 'comment' && stillAnchored(after, change)) &&
      !kinds.has(change.kind) &&
      !allowLoss.some((handle) => handle.startsWith('#') && isOf(page, handle, change)),
  );
  if (unnamed.length === 0) return;
  const shown = unnamed.slice(0, 8).map((change) => describe(page, change));
  const more = unnamed.length > shown.length ? ` and ${unnamed.length - shown.length} more` : '';
  throw new AppError('would_lose', `The edit would lose ${shown.join(', ')}${more}.`, {
    nextStep: 'Keep them in the text as the view shows them, or name them in allowLoss by handle or kind.',
  });
}

/** Macros and tasks with an id of their own; a page has each of them once. */
function hasOwnId(kind: CensusChange['kind'], key: string): boolean {
  return (kind === 'macro' && / [0-9a-f-]{8,}$/i.test(key)) || (kind === 'task' && key !== '');
}

function isThere(page: Page, kind: CensusChange['kind'], key: string): boolean {
  return (page.census.get(kind)?.get(key) ?? 0) > 0;
}

/** A comment keeps its place while one of its anchors stands. */
function stillAnchored(after: Page, change: CensusChange): boolean {
  return (after.census.get('comment')?.get(change.key) ?? 0) > 0;
}

function isOf(page: Page, written: string, change: CensusChange): boolean {
  const wanted = written.replace(/^#/, '').toLowerCase();
  const letters = change.key.toLowerCase().replaceAll(/[^0-9a-z ]/g, '');
  if (letters.split(' ').some((part) => part.length >= 4 && part.startsWith(wanted))) return true;
  const thing = page.index.find(wanted);
  if (thing.kind !== 'block')
    return thing.pieces.some((piece) =>
      page.value.slice(piece.start, piece.end).includes(change.key.split(' ')[0] ?? change.key),
    );
  const inside = page.format.census(page.format.copy(page.value, [thing.block]).source);
  return inside.get(change.kind)?.has(change.key) === true;
}

function describe(page: Page, change: CensusChange): string {
  const count = change.by < -1 ? ` (${-change.by} times)` : '';
  if (change.kind !== 'comment') return `${change.kind} ${change.key.split('\n', 1)[0] ?? ''}`.trim() + count;
  const letters = change.key.toLowerCase().replaceAll(/[^0-9a-z]/g, '');
  const thing = page.index.things.get(letters);
  const [piece] = thing?.kind === 'piece' ? thing.pieces : [];
  const owner = thing?.kind === 'piece' ? thing.owner.unit : undefined;
  const from = piece === undefined ? -1 : (owner?.pieces.indexOf(piece) ?? -1);
  const text =
    from === -1 || piece === undefined
      ? ''
      : (owner?.pieces
          .slice(from, piece.pair)
          .map((inner) => inner.text)
          .join('') ?? '');
  return `the comment anchor #${thing?.handle.shown ?? change.key} on "${text.slice(0, 80)}"`;
}
