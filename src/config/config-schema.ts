import { z } from 'zod';
import { logLevels } from '../telemetry/log.ts';
import { connectionAuth, modeFits, modesOf } from './connection-auth.ts';
import { secretReference } from './secret-reference.ts';
import { signInSchema } from './sign-in-settings.ts';

const text = z.string().min(1);

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an address like https://weir.example.com' });

const addressOrRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'must be an address or a range like 10.0.0.0/8',
});

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'must be lower-case letters, digits and hyphens' });

/** Ready-made sets of scopes (DESIGN §5.1). */
const scopeChoices = ['classic', 'granular', 'full', 'read-only', 'minimal'] as const;

const connection = z
  .strictObject({
    slug,
    platform: z.enum(['cloud', 'datacenter']),
    site: text,
    apiBase: webAddress.optional(),
    auth: connectionAuth,
    scopes: z
      .union([z.enum(scopeChoices), z.array(text).min(1)], {
        error: `must be ${scopeChoices.join(', ')} or a list of scopes`,
      })
      .optional(),
  })
  .check(({ value, issues }) => {
    if (modeFits(value.auth.mode, value.platform)) return;
    const message = `must be ${modesOf(value.platform)} on ${value.platform}`;
    issues.push({ code: 'custom', path: ['auth', 'mode'], message, input: value });
  });

/** Long enough not to be guessed: a person's key is all that a client shows. */
export const shortestKey = 24;

const person = z.strictObject({
  email: z.email(),
  name: text,
  key: secretReference.optional(),
  roles: z.array(z.enum(['owner', 'administrator', 'builder', 'auditor', 'viewer'])).optional(),
  operator: z.boolean().optional(),
});

const network = z.strictObject({
  allowPrivate: z.array(text).optional(),
  proxy: z.union([text, secretReference], { error: 'must be an address or a reference' }).optional(),
  caFile: text.optional(),
  clientCertFile: text.optional(),
  clientKeyFile: text.optional(),
  clientKeyPassphrase: secretReference.optional(),
  headers: z
    .record(text, z.union([z.string(), secretReference], { error: 'must be text or a reference' }))
    .optional(),
  outgoingAddresses: z.array(text).optional(),
});

/** The configuration file. Unknown keys fail; secrets are references. */
export const configSchema = z.strictObject({
  apiVersion: z.literal('weir/v1'),
  server: z
    .strictObject({
      port: z.int().min(0).max(65_535).optional(),
      host: text.optional(),
      publicUrl: webAddress.optional(),
      trustedProxies: z.array(addressOrRange).optional(),
      forwardedHeader: z.enum(['x-forwarded-for', 'forwarded']).optional(),
    })
    .optional(),
  dataDir: text.optional(),
  database: z.strictObject({ url: secretReference }).optional(),
  auditKey: secretReference.optional(),
  vault: z.strictObject({ masterKey: secretReference }).optional(),
  logLevel: z.enum(logLevels).optional(),
  centralApp: z.strictObject({ clientId: text, clientSecret: secretReference }).optional(),
  atlassian: z.strictObject({ authUrl: webAddress.optional(), apiUrl: webAddress.optional() }).optional(),
  signIn: signInSchema.optional(),
  oauth: z
    .strictObject({
      dynamicRegistration: z.boolean().optional(),
      allowedClientHosts: z.array(text).optional(),
    })
    .optional(),
  connections: z.array(connection).check(noneTwice('slug')).optional(),
  people: z.array(person).check(noneTwice('email')).optional(),
  network: network.optional(),
  /** Read where it is applied (governance/read-document.ts). */
  governance: z.record(z.string(), z.unknown()).optional(),
});

export type ConfigFile = z.output<typeof configSchema>;

function noneTwice<K extends string>(name: K) {
  return ({ value, issues }: z.core.ParsePayload<Record<K, string>[]>): void => {
    const seen = new Set<string>();
    for (const [index, item] of value.entries()) {
      const key = item[name].toLowerCase();
      if (seen.has(key))
        issues.push({ code: 'custom', path: [index, name], message: 'is there already', input: value });
      seen.add(key);
    }
  };
}
