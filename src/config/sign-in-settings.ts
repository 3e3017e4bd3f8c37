import { z } from 'zod';
import type { Secret } from '../kernel/secret.ts';
import type { References } from './references.ts';
import { secretReference } from './secret-reference.ts';

/** How people sign in with a browser. What is absent is not offered. */
export interface SignInSettings {
  /** One-time links, passkeys and passwords of our own. */
  readonly local: boolean;
  /** The company's identity provider (OpenID Connect). */
  readonly oidc?: OidcSettings;
  /** Atlassian itself, through the central app. */
  readonly atlassian?: { readonly domains?: readonly string[] };
}

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** On the button. */
  readonly name: string;
  readonly groupsClaim?: string;
  /** For a provider that does not say whether addresses are verified, and whose addresses are the company's own. */
  readonly assumeEmailVerified?: boolean;
  /** Of e-mail addresses, lower case; absent: any. */
  readonly domains?: readonly string[];
  /** Whoever signs in and is nobody yet becomes a person of this workspace, without a role. */
  readonly justInTime?: { readonly workspace: string };
}

const text = z.string().min(1);
const domain = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, { error: 'must be a domain like acme.example' })
  .transform((written) => written.toLowerCase());

export const signInSchema = z.strictObject({
  local: z.boolean().exactOptional(),
  oidc: z
    .strictObject({
      issuer: z.url({ protocol: /^https?$/, error: 'must be an address like https://login.example.com' }),
      clientId: text,
      clientSecret: secretReference,
      name: text.exactOptional(),
      groupsClaim: text.exactOptional(),
      assumeEmailVerified: z.boolean().exactOptional(),
      domains: z.array(domain).min(1).exactOptional(),
      justInTime: z.strictObject({ workspace: text }).exactOptional(),
    })
    .exactOptional(),
  atlassian: z.strictObject({ domains: z.array(domain).min(1).exactOptional() }).exactOptional(),
});

/** With its secret fetched. Raises `configuration`. */
export async function signInSettings(
  { local, oidc, atlassian }: z.output<typeof signInSchema>,
  { secret, wrong }: References,
): Promise<SignInSettings> {
  if (local === false && !oidc && !atlassian) {
    throw wrong(
      ['signIn', 'local'],
      'signIn leaves no way to sign in: allow local, or name oidc or atlassian',
    );
  }
  return {
    local: local ?? true,
    ...(atlassian && { atlassian: atlassian }),
    ...(oidc && {
      oidc: {
        ...oidc,
        name: oidc.name ?? 'Company account',
        clientSecret: await secret(['signIn', 'oidc', 'clientSecret'], oidc.clientSecret),
      },
    }),
  };
}
