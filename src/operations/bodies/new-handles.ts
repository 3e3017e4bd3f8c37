import { view } from '../../content/index.ts';
import type { PeopleShown } from './shown-names.ts';
import { engineBody, type StoredBody } from './stored-body.ts';

/** Handles that a view shows now and did not show before. Confluence gives ids of its own to what comes without. */
export function newHandles(before: StoredBody, after: StoredBody, people: PeopleShown): readonly string[] {
  const shown = (stored: StoredBody): readonly string[] =>
    view(engineBody(stored), { names: { people } }).handles;
  const known = new Set(shown(before));
  return shown(after).filter((handle) => !known.has(handle));
}
