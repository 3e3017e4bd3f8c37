import type { Secret } from '../kernel/secret.ts';
import { keyedHash } from './keyed-hash.ts';

/** Where the kept part of a chain begins: everything through `seq`, whose code was `head`, was deleted by retention. */
export interface Retirement {
  readonly workspaceId: string;
  readonly writer: string;
  readonly seq: number;
  readonly head: string;
  readonly at: number;
}

/** In the place of a chain: the checkpoints themselves, whose numbers `seq` then counts. */
export const checkpointChain = { workspaceId: 'installation', writer: 'checkpoints' } as const;

/** HMAC-SHA256, hex: whoever lacks the key cannot pass a deletion off as retention. */
export function retirementMac(key: Secret, { workspaceId, writer, seq, head, at }: Retirement): string {
  return keyedHash(key, JSON.stringify(['weir-retirement-1', workspaceId, writer, seq, head, at]));
}
