import { z } from 'zod';
import type { Secret } from '../kernel/secret.ts';
import type { Path } from './config-source.ts';
import type { References } from './references.ts';
import { secretReference } from './secret-reference.ts';

/** How Weir signs in to a site, with what is needed for it (DESIGN §5.1). Times are UTC milliseconds. */
export type ConnectionAuth =
  | { readonly mode: 'oauth_central' }
  | { readonly mode: 'oauth'; readonly clientId: string; readonly clientSecret: Secret }
  | ({ readonly mode: 'api_token'; readonly email: string; readonly token: Secret } & Expiring & Scoped)
  | ({ readonly mode: 'api_token_per_user' } & Scoped)
  | ({ readonly mode: 'pat'; readonly token: Secret } & Expiring)
  | { readonly mode: 'pat_per_user' }
  | { readonly mode: 'basic'; readonly username: string; readonly password: Secret }
  | { readonly mode: 'basic_per_user' }
  | { readonly mode: 'service_account'; readonly clientId: string; readonly clientSecret: Secret }
  | ({ readonly mode: 'access_token'; readonly from: 'operator'; readonly token: Secret } & Expiring)
  | { readonly mode: 'access_token'; readonly from: 'person' | 'request' };

interface Expiring {
  /** When the site ends the token. */
  readonly expiresAt?: number;
}

interface Scoped {
  /** The tokens were made with scopes, which only the API address takes (facts: confluence-api §13). */
  readonly scoped?: boolean;
}

export type AuthMode = ConnectionAuth['mode'];
type Platform = 'cloud' | 'datacenter';

const platforms: Readonly<Record<AuthMode, readonly Platform[]>> = {
  oauth_central: ['cloud'],
  oauth: ['cloud', 'datacenter'],
  api_token: ['cloud'],
  api_token_per_user: ['cloud'],
  pat: ['datacenter'],
  pat_per_user: ['datacenter'],
  basic: ['cloud', 'datacenter'],
  basic_per_user: ['cloud', 'datacenter'],
  service_account: ['cloud'],
  access_token: ['cloud', 'datacenter'],
};

/** Whether sites of a platform can be signed in to in this way. */
export function modeFits(mode: AuthMode, platform: Platform): boolean {
  return platforms[mode].includes(platform);
}

/** For sentences: `pat, pat_per_user or basic`. */
export function modesOf(platform: Platform): string {
  const fitting = Object.entries(platforms).flatMap(([mode, where]) =>
    where.includes(platform) ? [mode] : [],
  );
  return `${fitting.slice(0, -1).join(', ')} or ${fitting.at(-1)}`;
}

const text = z.string().min(1);
const expiring = { expiresAt: z.iso.date({ error: 'must be a date like 2027-03-31' }).exactOptional() };
const scoped = { scoped: z.boolean().exactOptional() };
const client = { clientId: text, clientSecret: secretReference };

/** As the configuration file says it: secrets are references. */
export const connectionAuth = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('oauth_central') }),
  z.strictObject({ mode: z.literal('oauth'), ...client }),
  z.strictObject({
    mode: z.literal('api_token'),
    email: z.email(),
    token: secretReference,
    ...expiring,
    ...scoped,
  }),
  z.strictObject({ mode: z.literal('api_token_per_user'), ...scoped }),
  z.strictObject({ mode: z.literal('pat'), token: secretReference, ...expiring }),
  z.strictObject({ mode: z.literal('pat_per_user') }),
  z.strictObject({ mode: z.literal('basic'), username: text, password: secretReference }),
  z.strictObject({ mode: z.literal('basic_per_user') }),
  z.strictObject({ mode: z.literal('service_account'), ...client }),
  z
    .strictObject({
      mode: z.literal('access_token'),
      from: z.enum(['operator', 'person', 'request']),
      token: secretReference.optional(),
      ...expiring,
    })
    .check(({ value, issues }) => {
      const wanted = value.from === 'operator';
      if (wanted === (value.token !== undefined)) return;
      const message = wanted ? 'is missing' : 'stands here only where it comes from the operator';
      issues.push({ code: 'custom', path: ['token'], message, input: value });
    }),
]);

type WrittenAuth = z.output<typeof connectionAuth>;

/** With its secrets fetched. Raises `configuration` with the place of the one that is missing. */
export async function fetchedAuth(
  auth: WrittenAuth,
  path: Path,
  { secret }: Pick<References, 'secret'>,
): Promise<ConnectionAuth> {
  switch (auth.mode) {
    case 'oauth_central':
    case 'api_token_per_user':
    case 'pat_per_user':
    case 'basic_per_user':
      return auth;
    case 'oauth':
    case 'service_account':
      return { ...auth, clientSecret: await secret([...path, 'clientSecret'], auth.clientSecret) };
    case 'basic':
      return { ...auth, password: await secret([...path, 'password'], auth.password) };
    case 'api_token': {
      const { token, expiresAt, ...rest } = auth;
      return { ...rest, ...expiry(expiresAt), token: await secret([...path, 'token'], token) };
    }
    case 'pat': {
      const { token, expiresAt, ...rest } = auth;
      return { ...rest, ...expiry(expiresAt), token: await secret([...path, 'token'], token) };
    }
    case 'access_token': {
      const { mode, from, token, expiresAt } = auth;
      if (from !== 'operator' || token === undefined)
        return { mode, from: from === 'request' ? from : 'person' };
      return { mode, from, ...expiry(expiresAt), token: await secret([...path, 'token'], token) };
    }
    default:
      return auth satisfies never;
  }
}

/** The last moment of a day, UTC. */
function expiry(day: string | undefined): Expiring {
  return day === undefined ? {} : { expiresAt: Date.parse(`${day}T23:59:59.999Z`) };
}
