import type { CompiledProfile, Governance } from './compile-governance.ts';
import type { CqlLimit } from './cql/narrow-cql.ts';
import type { Asker } from './question.ts';
import { standingOf } from './standing.ts';
import type { Constraints } from './view.ts';

/** How a caller's tools are shown where the address does not say: by the first of its profiles, by id, that says. */
export function surfaceOf(governance: Governance, asker: Asker, now: number): Constraints['surface'] {
  const { profiles } = standingOf(governance, asker, now);
  return profiles
    .toSorted((a, b) => (a.profile.id < b.profile.id ? -1 : 1))
    .find(({ profile }) => profile.constraints.surface)?.profile.constraints.surface;
}

/**
 * What the profiles that admit a search leave of its results, for `narrowCql`; undefined where one of them limits
 * nothing. Profiles are named as a verdict's obligations name them.
 */
export function cqlLimitsOf(
  governance: Governance,
  profileIds: readonly string[],
): readonly CqlLimit[] | undefined {
  const profiles: CompiledProfile[] = profileIds.flatMap((id) => governance.profilesById.get(id) ?? []);
  if (profiles.some(({ limits }) => !limits)) return undefined;
  return profiles.map(({ profile: { constraints } }) => {
    const { allowedSpaces, deniedSpaces, pageTrees, labels } = constraints;
    return {
      ...(allowedSpaces && { allowedSpaces }),
      ...(deniedSpaces && { deniedSpaces }),
      ...(pageTrees && { pageTrees }),
      ...(labels && { labels }),
    };
  });
}
