import type { Effect, Target } from '../operations/operation.ts';

/** What a caller may do at most. The default of an absent profile is nothing. */
export interface Profile {
  /** Operations by `group.action`; `all` is for one person's own stdio server and the demo. */
  readonly operations: 'all' | ReadonlySet<string>;
  readonly readOnly: boolean;
}

/** What an address or a flag takes away; it never adds. */
export interface Narrowing {
  readonly readOnly: boolean;
  /** Groups of operations that stay; absent means all. */
  readonly toolsets?: readonly string[];
}

export interface Question {
  readonly operation: { readonly id: string; readonly group: string; readonly effect: Effect };
  readonly profile: Profile | undefined;
  readonly narrowing: Narrowing;
  /** What the arguments name, or what the answer shows; absent when a list of tools is made. */
  readonly targets?: readonly Target[];
}

export interface Decision {
  readonly outcome: 'allow' | 'deny';
  /** The link of the chain that decided; for the record and for administrators, never for the caller. */
  readonly rule: string;
}

const allow = (rule: string): Decision => ({ outcome: 'allow', rule });
const deny = (rule: string): Decision => ({ outcome: 'deny', rule });

/** The one decision, for lists and for calls, before and after the operation ran. Pure; what nothing allows is denied. */
export function decide({ operation, profile, narrowing }: Question): Decision {
  if (!profile) return deny('no access profile');
  if (profile.operations !== 'all' && !profile.operations.has(operation.id))
    return deny('not in the profile');
  if (operation.effect !== 'read') {
    if (profile.readOnly) return deny('profile is read-only');
    if (narrowing.readOnly) return deny('address is read-only');
  }
  if (narrowing.toolsets && !narrowing.toolsets.includes(operation.group))
    return deny('outside the toolsets of the address');
  return allow(profile.operations === 'all' ? 'profile allows all' : 'in the profile');
}
