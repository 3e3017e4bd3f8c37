import { deleteRecord, findBlocks, hashId, putRecord } from '../../store/oauth-records.ts';
import type { Executor } from '../../store/open-store.ts';
import { installation } from '../../store/settings.ts';

/** A client that may not act in a workspace, or, with `installation`, nowhere. */
export interface Block {
  /** Id of a workspace, or `installation`. */
  readonly scope: string;
  readonly clientId: string;
}

const blockHash = ({ scope, clientId }: Block): string => hashId(`${scope} ${clientId}`);

/** The blocks that would shut a client out of a workspace. */
export function blocksAgainst(clientId: string, workspaceId: string | undefined): readonly string[] {
  const scopes = workspaceId === undefined ? [installation] : [installation, workspaceId];
  return scopes.map((scope) => blockHash({ scope, clientId }));
}

export async function isBlocked(db: Executor, clientId: string, workspaceId: string): Promise<boolean> {
  return findBlocks(db, blocksAgainst(clientId, workspaceId));
}

export async function addBlock(db: Executor, block: Block, now: number): Promise<void> {
  await putRecord(db, {
    model: 'Block',
    idHash: blockHash(block),
    payload: {},
    clientId: block.clientId,
    accountId: block.scope,
    createdAt: now,
  });
}

/** Answers whether there was one. */
export async function removeBlock(db: Executor, block: Block): Promise<boolean> {
  return deleteRecord(db, 'Block', blockHash(block));
}
