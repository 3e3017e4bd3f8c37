import { contentApiFor, type CloudGrant, type ContentPart } from '../../confluence/cloud-grant.ts';
import { apiOperation } from '../api-operation-table.ts';
import type { ApiOperation, Operation } from '../operation.ts';

/** What serves an operation: v2 with v1 for what v2 lacks, the older content API for classic grants, or Data Center. */
export type Adapter = 'cloud-v2' | 'cloud-v1' | 'datacenter';

/** Which operations of v2 the older content API stands in for, with this adapter. */
export function isOlderOn(adapter: 'cloud-v2' | 'cloud-v1'): (asked: ApiOperation) => boolean {
  return () => adapter === 'cloud-v1';
}

/** The same with a grant, which may open some parts of v2 and not others. */
export function isOlderFor(grant: Pick<CloudGrant, 'scopes'>): (asked: ApiOperation) => boolean {
  return (asked) => isOfV2(asked) && contentApiFor(partOf(asked), grant) === 'v1';
}

/** The adapter of an operation with a grant. One that asks v1 anyway counts to that which reads pages. */
export function adapterFor(operation: Operation, grant: Pick<CloudGrant, 'scopes'>): 'cloud-v2' | 'cloud-v1' {
  const asked = (operation.platforms.cloud ?? []).filter(isOfV2);
  const isOlder = asked.length > 0 ? asked.some(isOlderFor(grant)) : contentApiFor('pages', grant) === 'v1';
  return isOlder ? 'cloud-v1' : 'cloud-v2';
}

const parts: ReadonlyArray<readonly [noun: string, part: ContentPart]> = [
  ['space', 'spaces'],
  ['hierarchical-content', 'tree'],
  ['content.metadata', 'tree'],
  ['comment', 'comments'],
  ['attachment', 'attachments'],
  ['user', 'people'],
];

/** By what its scopes are called after. */
function partOf(asked: ApiOperation): ContentPart {
  const scopes = apiOperation(asked).granular.flat();
  return (
    parts.find(([noun]) => scopes.some((scope) => scope.endsWith(`:${noun}:confluence`)))?.[1] ?? 'pages'
  );
}

function isOfV2(asked: ApiOperation): boolean {
  return asked.startsWith('cloud-v2 ');
}
