import { AppError } from '../../kernel/app-error.ts';
import { listOf } from '../wire-schemas.ts';
import type { ContentClient, ContentStep } from './client.ts';
import * as schemas from './schemas.ts';

/** A space as the site gives it. */
export type SpaceRow = ReturnType<typeof schemas.space.parse>;

interface Reference {
  readonly id?: string | null | undefined;
  readonly key?: string | null | undefined;
}

/**
 * Spaces by what the ports call them, their ids, where the content API's addresses take keys. Either is accepted; digits are
 * always an id, so that what was judged is what is meant.
 */
export interface Spaces {
  /** The key, which never changes and is asked for once. Raises `not_found`, and `invalid_input` for what is neither. */
  keyOf(idOrKey: string, signal: AbortSignal, partOf?: ContentStep): Promise<string>;
  /** The space with its homepage and description, in one request. Raises the same. */
  find(idOrKey: string, signal: AbortSignal, partOf?: ContentStep): Promise<SpaceRow>;
  /** Remembers what an answer told on the way. */
  learn(space: Reference | null | undefined): void;
}

/** Far more than one account works in; beyond it everything is forgotten. */
const mostKept = 2000;

/** What `toSpace` reads of a space. */
export const spaceExpansion = 'homepage,description.plain';

const spaceList = listOf(schemas.space);

export function createSpaces(client: ContentClient): Spaces {
  const keys = new Map<string, string>();

  const learn: Spaces['learn'] = (space) => {
    if (!space?.id || !space.key) return;
    if (keys.size >= mostKept) keys.clear();
    keys.set(space.id, space.key);
  };

  const find: Spaces['find'] = async (idOrKey, signal, partOf) => {
    const about = { kind: 'space', subject: `space ${idOrKey}`, ...(partOf && { partOf }) } as const;
    if (!isSpaceId(idOrKey)) {
      const parameters = { spaceKey: checkedKey(idOrKey) };
      const request = {
        operation: 'getSpace',
        parameters,
        query: { expand: spaceExpansion },
        ...about,
      } as const;
      const found = await client.ask(schemas.space, request, signal);
      learn(found);
      return found;
    }
    // By id there is only the list.
    const query = { spaceId: [idOrKey], expand: spaceExpansion, limit: 1 };
    const { results } = await client.ask(spaceList, { operation: 'listSpaces', query, ...about }, signal);
    const found = results.find(({ id }) => id === idOrKey);
    if (found === undefined) {
      throw new AppError('not_found', `Space ${idOrKey} does not exist or is not visible to this account.`, {
        nextStep: 'List the spaces to find its id.',
      });
    }
    learn(found);
    return found;
  };

  return {
    learn,
    find,
    async keyOf(idOrKey, signal, partOf) {
      if (!isSpaceId(idOrKey)) return checkedKey(idOrKey);
      return keys.get(idOrKey) ?? (await find(idOrKey, signal, partOf)).key;
    },
  };
}

function isSpaceId(idOrKey: string): boolean {
  return /^\d{1,19}$/.test(idOrKey);
}

/** A key as it may stand in a path; personal ones begin with a tilde and may hold an address. */
function checkedKey(key: string): string {
  if (/^~?[A-Za-z0-9][\w.@+-]{0,254}$/.test(key)) return key;
  throw new AppError('invalid_input', 'A space is given by its id or its key, for example 98305 or ENG.', {
    nextStep: 'List the spaces to find it.',
  });
}
