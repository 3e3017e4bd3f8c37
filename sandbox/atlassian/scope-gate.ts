import { operationScopes } from './operation-scopes.generated.ts';
import { withdrawnOperationScopes } from './withdrawn-operations.ts';

/** An operation of Confluence Cloud and what a grant must hold to call it. */
interface GatedOperation {
  readonly method: string;
  /** Parts of the path; null stands for a parameter. */
  readonly parts: readonly (string | null)[];
  /** One of these is enough, each needs all of its scopes. Empty: no grant opens it. */
  readonly alternatives: readonly (readonly string[])[];
}

let table: ReadonlyMap<string, readonly GatedOperation[]> | null = null;

/**
 * Whether scopes open an operation of the API address. The gate knows operations by method and path alone, so what is no
 * operation is closed to every grant (facts: confluence-api §3.3, §12).
 */
export function opens(
  scopes: readonly string[],
  request: { readonly method: string; readonly path: string; readonly expand: string },
): boolean {
  const operation = operationAt(request.method === 'HEAD' ? 'GET' : request.method, request.path);
  if (operation === undefined) return false;
  return operation.alternatives.some(
    (needed) =>
      needed.every((scope) => scopes.includes(scope)) && !(expandsBody(request.expand) && isSummary(needed)),
  );
}

function operationAt(method: string, path: string): GatedOperation | undefined {
  table ??= read();
  const parts = path.replace(/\/+$/, '').split('/');
  let found: GatedOperation | undefined;
  for (const operation of table.get(`${method} ${parts.length}`) ?? []) {
    if (!operation.parts.every((part, index) => part === null || part === parts[index])) continue;
    // `/content/search` is not the content whose id is "search".
    if (found === undefined || names(operation) > names(found)) found = operation;
  }
  return found;
}

function names(operation: GatedOperation): number {
  return operation.parts.filter((part) => part !== null).length;
}

// The summary is "the content without expansions", in the words of the scope's description.
function isSummary(needed: readonly string[]): boolean {
  return needed.includes('read:confluence-content.summary');
}

function expandsBody(expand: string): boolean {
  return expand.split(',').some((name) => /(^|\.)body(\.|$)/.test(name.trim()));
}

function read(): Map<string, GatedOperation[]> {
  const operations = new Map<string, GatedOperation[]>();
  for (const row of `${operationScopes}${withdrawnOperationScopes}`.split('\n')) {
    const [method, path, alternatives] = row.split(' ');
    if (method === undefined || path === undefined || alternatives === undefined) continue;
    const parts = path.split('/').map((part) => (part.startsWith('{') ? null : part));
    const key = `${method} ${parts.length}`;
    const entry = {
      method,
      parts,
      alternatives: alternatives === '-' ? [] : alternatives.split(',').map((needed) => needed.split('+')),
    };
    operations.set(key, [...(operations.get(key) ?? []), entry]);
  }
  return operations;
}
