import type { Directory } from '../auth/directory.ts';
import type { FindKeyHolder } from '../auth/key-authenticator.ts';
import type { FindTokenHolder } from '../auth/server/tokens.ts';
import type { Authenticate } from './gate.ts';

/** Agent keys first, by their form, then access tokens of our OAuth server. Whoever is no member any more is nobody. */
export function createAuthenticate(parts: {
  readonly findKeyHolder: FindKeyHolder;
  readonly findTokenHolder: FindTokenHolder;
  readonly directory: Directory;
}): Authenticate {
  const { findKeyHolder, findTokenHolder, directory } = parts;
  return async (key, resource) => {
    const holder = key.startsWith('weir_') ? await findKeyHolder(key) : undefined;
    if (!holder) return findTokenHolder(key, resource);
    const { workspaceId, workspaceSlug, personId: userId, personName: userName, agentId } = holder;
    if (!directory.member(workspaceId, userId)) return undefined;
    return { workspaceId, workspaceSlug, userId, userName, agentId };
  };
}
