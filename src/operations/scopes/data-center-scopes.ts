import type { Effect, Operation } from '../operation.ts';
import { apiOperation } from '../api-operation-table.ts';

/** Scopes of an application link, each of which includes those before it (facts: confluence-api §14). */
export const dataCenterScopes = ['READ', 'WRITE', 'ADMIN', 'SYSTEM_ADMIN'] as const;

export type DataCenterScope = (typeof dataCenterScopes)[number];

/** The least scope that lets these operations work on Data Center. Personal tokens and passwords have none and need none. */
export function dataCenterScopeOf(operations: readonly Operation[]): DataCenterScope {
  const wanted = operations.flatMap(({ platforms }) =>
    (platforms.datacenter ?? []).map((name) => scopeOf(apiOperation(name).effect)),
  );
  return dataCenterScopes.findLast((scope) => wanted.includes(scope)) ?? 'READ';
}

/** Whether any of the scopes held includes the wanted one. */
export function includesDataCenterScope(held: readonly string[], wanted: DataCenterScope): boolean {
  const enough: readonly string[] = dataCenterScopes.slice(dataCenterScopes.indexOf(wanted));
  return held.some((scope) => enough.includes(scope));
}

function scopeOf(effect: Effect): DataCenterScope {
  switch (effect) {
    case 'read':
      return 'READ';
    case 'create':
    case 'update':
    case 'delete':
      return 'WRITE';
    case 'admin':
      return 'ADMIN';
    default:
      return effect satisfies never;
  }
}
