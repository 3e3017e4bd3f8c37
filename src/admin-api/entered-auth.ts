import type { z } from 'zod';
import type { ConnectionAuth } from '../config/connection-auth.ts';
import { AppError } from '../kernel/app-error.ts';
import { Secret } from '../kernel/secret.ts';
import type { connectionAuth } from './contract.ts';

/** What was sent, with its secrets as secrets. Raises `invalid_input` for a token that is missing or has no place. */
export function enteredAuth(sent: z.output<typeof connectionAuth>): ConnectionAuth {
  switch (sent.mode) {
    case 'oauth_central':
    case 'pat_per_user':
    case 'basic_per_user':
      return sent;
    case 'oauth':
    case 'service_account':
      return { ...sent, clientSecret: new Secret(sent.clientSecret) };
    case 'basic':
      return { ...sent, password: new Secret(sent.password) };
    case 'api_token_per_user':
      return { mode: sent.mode, ...scopedOf(sent) };
    case 'api_token': {
      const { mode, email, token } = sent;
      return { mode, email, token: new Secret(token), ...scopedOf(sent), ...endOf(sent) };
    }
    case 'pat':
      return { mode: sent.mode, token: new Secret(sent.token), ...endOf(sent) };
    case 'access_token': {
      const { mode, from, token } = sent;
      if ((from === 'operator') !== (token !== undefined)) {
        throw new AppError('invalid_input', 'A token stands here exactly where it comes from the operator.', {
          nextStep: 'Give auth.token with from: operator, and leave it out otherwise.',
        });
      }
      if (from !== 'operator' || token === undefined)
        return { mode, from: from === 'request' ? from : 'person' };
      return { mode, from, token: new Secret(token), ...endOf(sent) };
    }
    default:
      return sent satisfies never;
  }
}

function scopedOf({ scoped }: { readonly scoped?: boolean | undefined }) {
  return scoped === undefined ? {} : { scoped };
}

function endOf({ expiresAt }: { readonly expiresAt?: number | undefined }) {
  return expiresAt === undefined ? {} : { expiresAt };
}
