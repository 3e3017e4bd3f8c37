import { cloudV1Operations, type CloudV1Operation } from '../../confluence/cloud-v1/content-operations.ts';
import { apiOperation } from '../api-operation-table.ts';
import type { ApiOperation, Operation } from '../operation.ts';
import { v1Instead, type Frequency, type V1Use } from './v1-instead.ts';

/** All of these scopes are needed. */
export type ScopeSet = readonly string[];

/** One request to the API and what it wants: one of the sets, of either kind. No set at all: no grant opens it. */
export interface ScopeStep {
  /** `cloud-v2 getPageById`, as the vendor's documents name it. */
  readonly asks: string;
  readonly classic: readonly ScopeSet[];
  readonly granular: readonly ScopeSet[];
  /** Whether newer sites answer 410. */
  readonly withdrawn: boolean;
}

/**
 * The steps of an operation on Cloud; undefined where Cloud does not have it.
 * @param isOlder in place of which operations of v2 the older content API is asked.
 */
export function cloudSteps(
  operation: Operation,
  isOlder: (asked: ApiOperation) => boolean,
  frequency: Frequency = 'always',
): readonly ScopeStep[] | undefined {
  if (operation.platforms.cloud === undefined) return undefined;
  const asked = (frequency === 'always' ? operation.platforms : operation.sometimes)?.cloud ?? [];
  return v1Instead(operation, asked, frequency, isOlder).map(toStep);
}

function toStep(use: V1Use): ScopeStep {
  if (typeof use === 'string') {
    const { classic, granular } = apiOperation(use);
    return { asks: use, classic, granular, withdrawn: false };
  }
  const operation: CloudV1Operation = cloudV1Operations[use.content];
  return {
    asks: `cloud-v1 ${operation.operationId}`,
    classic: (use.withBody && operation.scopesWithBody) || operation.scopes,
    granular: [],
    withdrawn: operation.living !== true,
  };
}
