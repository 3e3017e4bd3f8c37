import type { Role } from '../auth/directory.ts';

/** What a route of a workspace asks for. */
export type Right =
  /** See people, groups, connections and keys; never a secret. */
  | 'read'
  /** Add, change and remove people and groups. */
  | 'people'
  /** Say who is owner, administrator, builder, auditor or viewer, and act for others: make their keys and sign-in links. */
  | 'roles'
  /** Connections with their secrets. */
  | 'connections'
  /** Agents: their keys and grants; use connections that other workspaces offer. */
  | 'agents'
  /** Review of tools, access profiles, rules, kill switches, and what people ask for. */
  | 'governance'
  /** Toolsets. */
  | 'toolsets'
  | 'record'
  /** The arguments of calls, for auditors alone: they hold what people wrote. */
  | 'payloads'
  /** Where the record is sent. */
  | 'streams'
  /** How long the record is kept: who shortens it deletes. */
  | 'record_keeping';

/** Roles as GOVERNANCE §2 has them. Somebody with several has the rights of all. */
const rights: Readonly<Record<Role, readonly Right[]>> = {
  owner: [
    'read',
    'people',
    'roles',
    'connections',
    'agents',
    'governance',
    'toolsets',
    'record',
    'streams',
    'record_keeping',
  ],
  administrator: ['read', 'people', 'connections', 'agents', 'governance', 'toolsets', 'record', 'streams'],
  builder: ['read', 'agents', 'toolsets'],
  auditor: ['read', 'record', 'payloads'],
  viewer: ['read'],
};

/** In every workspace, so that a new one can be given its owner; whatever more an operator wants, a role gives it, on record. */
const rightsOfOperators: readonly Right[] = ['read', 'people', 'roles'];

export function hasRight(
  who: { readonly roles: readonly Role[]; readonly isOperator: boolean },
  right: Right,
): boolean {
  if (who.isOperator && rightsOfOperators.includes(right)) return true;
  return who.roles.some((role) => rights[role].includes(right));
}
