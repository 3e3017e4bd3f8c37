import { createHmac } from 'node:crypto';
import type { Secret } from '../../kernel/secret.ts';

/**
 * What a refresh gives follows from the token that is refreshed, under a key that all processes share: asked again because
 * the answer was lost, any process gives the same answer, and nothing of it need be kept. Without the key nobody can tell
 * one token from another. `of` says which token of the answer: 256 bits as 43 characters.
 */
export function successor(key: Secret, refreshToken: string, of: string): string {
  return createHmac('sha256', key.reveal()).update(`${of}\n${refreshToken}`).digest('base64url');
}
