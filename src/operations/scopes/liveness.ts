import { isClassicScope, type CloudGrant } from '../../confluence/cloud-grant.ts';
import type { Platform } from '../../confluence/ports.ts';
import type { Operation } from '../operation.ts';
import { dataCenterScopeOf, includesDataCenterScope } from './data-center-scopes.ts';
import { requiredScopes } from './required-scopes.ts';
import { adapterFor, isOlderFor, type Adapter } from './cloud-adapter.ts';
import { isWithin, smallest, waysThrough } from './scope-alternatives.ts';
import { cloudSteps, type ScopeSet } from './scope-steps.ts';
import type { Frequency } from './v1-instead.ts';

/** What is known of a connection, or of one person's grant on it. */
export interface GrantedScopes extends CloudGrant {
  readonly platform: Platform;
}

export type Liveness =
  | {
      readonly live: true;
      readonly adapter: Adapter;
      /** What to add, as alternatives, for the calls that need more than the rest; absent where nothing is missing. */
      readonly partlyMissing?: readonly ScopeSet[];
    }
  | {
      readonly live: false;
      readonly adapterTried: Adapter;
      /** What to add, as alternatives, the best first. Empty where no scope helps. */
      readonly missing: readonly ScopeSet[];
      /** For people, one sentence. */
      readonly reason: string;
    };

/**
 * Whether an operation works with what was granted, and through which adapter; else what is missing. Scopes are taken at
 * their word: none stands for another, `search:confluence` for no summary scope either.
 */
export function liveness(operation: Operation, granted: GrantedScopes): Liveness {
  switch (granted.platform) {
    case 'datacenter':
      return onDataCenter(operation, granted.scopes);
    case 'cloud':
      return onCloud(operation, granted);
    default:
      return granted.platform satisfies never;
  }
}

function onDataCenter(operation: Operation, scopes: readonly string[] | undefined): Liveness {
  const adapter = 'datacenter';
  if (operation.platforms.datacenter === undefined) return notServed(adapter, 'Confluence Data Center');
  const wanted = dataCenterScopeOf([operation]);
  if (scopes === undefined || includesDataCenterScope(scopes, wanted)) return { live: true, adapter };
  return lacking(adapter, [[wanted]]);
}

function onCloud(operation: Operation, grant: CloudGrant): Liveness {
  const { scopes, v1Content } = grant;
  const adapter = adapterFor(operation, grant);
  const steps = cloudSteps(operation, isOlderFor(grant));
  if (steps === undefined) return notServed(adapter, 'Confluence Cloud');
  if (scopes === undefined) return { live: true, adapter };
  if (v1Content === 'gone' && steps.some(({ withdrawn }) => withdrawn)) {
    return {
      live: false,
      adapterTried: adapter,
      missing: missingOf(requiredScopes(operation, 'cloud-v2').any, scopes, 'granular'),
      reason: 'This site no longer serves the older content API; granular scopes are needed.',
    };
  }
  const preferred = adapter === 'cloud-v2' ? 'granular' : 'classic';
  const lacks = (frequency: Frequency): readonly ScopeSet[] => {
    const asked = cloudSteps(operation, isOlderFor(grant), frequency) ?? [];
    const ways = waysThrough(asked.map(({ classic, granular }) => [...granular, ...classic]));
    return missingOf(ways, scopes, preferred);
  };
  const missing = lacks('always');
  if (!isMet(missing)) return lacking(adapter, missing);
  const partlyMissing = lacks('sometimes');
  return { live: true, adapter, ...(!isMet(partlyMissing) && { partlyMissing }) };
}

function isMet(missing: readonly ScopeSet[]): boolean {
  return missing.some((set) => set.length === 0);
}

/** What each way lacks, that of the kind held already first; one empty set where nothing is missing. */
function missingOf(
  ways: readonly ScopeSet[],
  held: readonly string[],
  preferred: 'classic' | 'granular',
): readonly ScopeSet[] {
  const met = ways.some((way) => isWithin(way, held));
  if (met) return [[]];
  const strangers = (set: ScopeSet): number =>
    set.filter((scope) => isClassicScope(scope) !== (preferred === 'classic')).length;
  return smallest(ways.map((way) => way.filter((scope) => !held.includes(scope)))).toSorted(
    (a, b) => strangers(a) - strangers(b) || a.length - b.length,
  );
}

function lacking(adapterTried: Adapter, missing: readonly ScopeSet[]): Liveness {
  const [best] = missing;
  return {
    live: false,
    adapterTried,
    missing,
    reason:
      best === undefined
        ? 'No scope opens this to an app.'
        : `The grant lacks ${best.map((scope) => `\`${scope}\``).join(' and ')}.`,
  };
}

function notServed(adapterTried: Adapter, site: string): Liveness {
  return { live: false, adapterTried, missing: [], reason: `${site} does not have this.` };
}
