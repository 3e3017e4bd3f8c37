import { modeFits, modesOf, type ConnectionAuth } from '../../config/connection-auth.ts';
import { catalogue } from '../../operations/catalogue.ts';
import { scopeSets, type ScopeChoice } from '../../operations/scopes/scope-sets.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { ConnectionSettings } from '../../store/connections.ts';

/** A connection as an administrator or the configuration file wants it. */
export interface WantedConnection {
  readonly slug: string;
  readonly platform: 'cloud' | 'datacenter';
  /** As written: a name, a host or an address. */
  readonly site: string;
  /** Where requests go when that is not the site itself. */
  readonly apiBase?: string;
  readonly auth: ConnectionAuth;
  readonly scopeChoice?: ScopeChoice;
  /** Of the choice `custom`; of tokens with scopes, what they were made with. */
  readonly scopes?: readonly string[];
}

/** Raises `invalid_input` for a way to sign in that sites of the platform do not have. */
export function checkMode({ platform, auth }: Pick<WantedConnection, 'platform' | 'auth'>): void {
  if (modeFits(auth.mode, platform)) return;
  throw new AppError('invalid_input', `The way to sign in must be ${modesOf(platform)} on ${platform}.`, {
    nextStep: 'Choose one of these, or the other platform.',
  });
}

/** What is stored of a connection beside its columns and its secret. Raises `invalid_input` for too many scopes. */
export function settingsOf(wanted: Omit<WantedConnection, 'slug' | 'site'>): ConnectionSettings {
  const { auth, apiBase } = wanted;
  return {
    ...(apiBase !== undefined && { apiBase }),
    ...(auth.mode === 'api_token' && { account: auth.email }),
    ...(auth.mode === 'basic' && { account: auth.username }),
    ...('clientId' in auth && { clientId: auth.clientId }),
    ...('scoped' in auth && auth.scoped && { scopedTokens: true }),
    ...(auth.mode === 'access_token' && { tokenFrom: auth.from }),
    ...scopeSettings(wanted),
  };
}

/** The one secret of a connection, and when it ends; undefined where people bring theirs, or the central app has it. */
export function secretOf(
  auth: ConnectionAuth,
): { readonly value: Secret; readonly expiresAt?: number } | undefined {
  const ends = 'expiresAt' in auth && auth.expiresAt !== undefined ? { expiresAt: auth.expiresAt } : {};
  if ('clientSecret' in auth) return { value: auth.clientSecret };
  if ('password' in auth) return { value: auth.password };
  if ('token' in auth) return { value: auth.token, ...ends };
  return undefined;
}

/**
 * Which scopes are asked for, as the exact list, so that it can be compared with what the app is registered with; for
 * credentials that somebody made elsewhere, the list as they say it.
 */
export function scopeSettings(
  wanted: Pick<WantedConnection, 'platform' | 'scopeChoice' | 'scopes'> & {
    readonly auth: Pick<ConnectionAuth, 'mode'>;
  },
): Pick<ConnectionSettings, 'scopeChoice' | 'scopes'> {
  const { platform, auth, scopes } = wanted;
  if (auth.mode !== 'oauth' && auth.mode !== 'oauth_central') return scopes ? { scopes: [...scopes] } : {};
  const scopeChoice = wanted.scopeChoice ?? (scopes ? 'custom' : 'granular');
  if (scopeChoice === 'custom' && !scopes?.length) {
    throw new AppError('invalid_input', 'A custom choice of scopes names them.', {
      nextStep: 'Give the list of scopes, or a ready-made choice.',
    });
  }
  const list = scopeSets(catalogue, scopeChoice, { platform, ...(scopes && { custom: scopes }) });
  if (list.ok) return { scopeChoice, scopes: [...list.scopes] };
  throw new AppError(
    'invalid_input',
    `These are ${list.count} scopes; an app at Atlassian works with at most ${list.limit}.`,
    { nextStep: 'Choose a smaller set: granular, read-only or minimal.' },
  );
}
