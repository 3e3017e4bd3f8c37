import type { Secret } from '../kernel/secret.ts';
import { keyedHash } from './keyed-hash.ts';

/** Where a chain stood. `seq` is also how many records it had. */
export interface BoundHead {
  readonly workspaceId: string;
  readonly writer: string;
  readonly seq: number;
  readonly mac: string;
}

/**
 * Checkpoints of an installation are one chain across all its processes: each holds the heads that moved and the code of
 * the one before it, so that the newest binds every chain there is (GOVERNANCE §4).
 */
export interface Checkpoint {
  /** 1, 2, 3 … */
  readonly number: number;
  /** The process that wrote it. */
  readonly writer: string;
  readonly at: number;
  readonly heads: readonly BoundHead[];
  readonly prev: string;
}

/** HMAC-SHA256, hex, over a checkpoint and the code of the one before it. */
export function checkpointMac(key: Secret, { number, writer, at, heads, prev }: Checkpoint): string {
  const rows = heads.map((head) => [head.workspaceId, head.writer, head.seq, head.mac]);
  return keyedHash(key, JSON.stringify(['weir-checkpoint-1', number, writer, at, prev, rows]));
}
