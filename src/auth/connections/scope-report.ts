import { catalogue } from '../../operations/catalogue.ts';
import { missingScopes, type MissingScopes } from '../../operations/scopes/missing-scopes.ts';
import { scopeSets, type ScopeChoice, type ScopeList } from '../../operations/scopes/scope-sets.ts';
import type { StoredConnection } from '../../store/connections.ts';

/** What a connection asks for and what it has, by operation and by scope. */
export interface ScopeReport {
  readonly choice: ScopeChoice;
  readonly list: ScopeList;
  /** Absent where nobody has consented yet, and for credentials without scopes. */
  readonly granted?: readonly string[];
  readonly missing: MissingScopes;
}

const nothingMissing: MissingScopes = { byOperation: [], byScope: [] };

/**
 * The scope chooser's view of a connection. `choice`: another set than the one that it has, to look at.
 * `granted`: what was granted, where it is known.
 */
export function scopeReport(
  { platform, settings }: Pick<StoredConnection, 'platform' | 'settings'>,
  { choice, granted }: { readonly choice?: ScopeChoice; readonly granted?: readonly string[] },
): ScopeReport {
  const own = settings.scopeChoice ?? (settings.scopes ? 'custom' : 'granular');
  const chosen = choice ?? own;
  const custom = settings.scopes;
  return {
    choice: chosen,
    list: scopeSets(catalogue, chosen, { platform, ...(custom && { custom }) }),
    ...(granted && { granted }),
    missing: granted
      ? missingScopes(catalogue, {
          platform,
          scopes: granted,
          ...(settings.v1Content && { v1Content: settings.v1Content }),
        })
      : nothingMissing,
  };
}

/** What the operations of a connection need, as its scope choice says; sorted. */
export function scopesOfConnection({
  platform,
  settings,
}: Pick<StoredConnection, 'platform' | 'settings'>): readonly string[] {
  return settings.scopes ?? scopeSets(catalogue, settings.scopeChoice ?? 'granular', { platform }).scopes;
}
