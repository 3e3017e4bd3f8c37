import { cloudV1Operations, type CloudV1Operation } from '../../confluence/cloud-v1/content-operations.ts';
import { apiOperation } from '../api-operation-table.ts';
import type { ApiOperation, Operation } from '../operation.ts';
import { v1Instead, type V1Use } from './v1-instead.ts';

/** All of these scopes are needed. */
export type ScopeSet = readonly string[];

/** What serves an operation: v2 with v1 for what v2 lacks, v1 alone for classic grants, or Data Center. */
export type Adapter = 'cloud-v2' | 'cloud-v1' | 'datacenter';

/** One request to the API and what it wants: one of the sets, of either kind. No set at all: no grant opens it. */
export interface ScopeStep {
  /** `cloud-v2 getPageById`, as the vendor's documents name it. */
  readonly asks: string;
  readonly classic: readonly ScopeSet[];
  readonly granular: readonly ScopeSet[];
  /** Whether newer sites answer 410. */
  readonly withdrawn: boolean;
}

/** How often an operation asks: `always`, or `sometimes`, where a call without it does the rest. */
export type Frequency = 'always' | 'sometimes';

/** The steps of an operation on Cloud through one adapter; undefined where Cloud does not have it. */
export function cloudSteps(
  operation: Operation,
  adapter: 'cloud-v2' | 'cloud-v1',
  frequency: Frequency = 'always',
): readonly ScopeStep[] | undefined {
  if (operation.platforms.cloud === undefined) return undefined;
  const asked = (frequency === 'always' ? operation.platforms : operation.sometimes)?.cloud ?? [];
  switch (adapter) {
    case 'cloud-v2':
      return asked.map(documentedStep);
    case 'cloud-v1':
      return v1Instead(operation, asked, frequency).map(v1Step);
    default:
      return adapter satisfies never;
  }
}

function documentedStep(operation: ApiOperation): ScopeStep {
  const { classic, granular } = apiOperation(operation);
  return { asks: operation, classic, granular, withdrawn: false };
}

function v1Step(use: V1Use): ScopeStep {
  if (typeof use === 'string') return documentedStep(use);
  const operation: CloudV1Operation = cloudV1Operations[use.content];
  return {
    asks: `cloud-v1 ${operation.operationId}`,
    classic: (use.withBody && operation.scopesWithBody) || operation.scopes,
    granular: [],
    withdrawn: operation.living !== true,
  };
}
