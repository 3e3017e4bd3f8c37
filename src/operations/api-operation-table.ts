import { cloudV1Operations, cloudV2Operations, dataCenterOperations } from './api-operations.generated.ts';
import type { ApiOperation, Effect } from './operation.ts';

/** One operation of the vendor's documents. */
export interface ApiOperationEntry {
  readonly operation: ApiOperation;
  readonly method: string;
  /** From the root of the site: `/wiki/api/v2/pages/{id}`; for Data Center from its base address. */
  readonly path: string;
  readonly effect: Effect;
  /** Alternatives; all scopes of one are needed. Empty: no classic scope is accepted, or none is needed. */
  readonly classic: ReadonlyArray<readonly string[]>;
  readonly granular: ReadonlyArray<readonly string[]>;
}

const sources = { 'cloud-v2': cloudV2Operations, 'cloud-v1': cloudV1Operations, dc: dataCenterOperations };

let table: ReadonlyMap<string, ApiOperationEntry> | undefined;

/** Every API operation by `api operationId`. Read from its text on first use, so that a start pays nothing for it. */
export function apiOperations(): ReadonlyMap<string, ApiOperationEntry> {
  table ??= new Map(
    Object.entries(sources).flatMap(([api, text]) =>
      text
        .trim()
        .split('\n')
        .map((line) => toEntry(api, line))
        .map((entry) => [entry.operation, entry] as const),
    ),
  );
  return table;
}

/** Raises for an operation that the vendor's documents do not have. */
export function apiOperation(operation: ApiOperation): ApiOperationEntry {
  const entry = apiOperations().get(operation);
  if (!entry) throw new Error(`unknown API operation: ${operation}`);
  return entry;
}

function toEntry(api: string, line: string): ApiOperationEntry {
  const [operationId = '', method = '', path = '', effect = '', classic = '-', granular = '-'] =
    line.split(' ');
  return {
    operation: `${api} ${operationId}` as ApiOperation,
    method,
    path,
    effect: effect as Effect,
    classic: toAlternatives(classic),
    granular: toAlternatives(granular),
  };
}

function toAlternatives(column: string): ReadonlyArray<readonly string[]> {
  return column === '-' ? [] : column.split(',').map((scopes) => scopes.split('+'));
}
