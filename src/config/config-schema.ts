import { z } from 'zod';
import { logLevels } from '../telemetry/log.ts';
import { secretReference } from './secret-reference.ts';

const text = z.string().min(1);

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an address like https://weir.example.com' });

const connection = z
  .strictObject({
    slug: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'must be lower-case letters, digits and hyphens' }),
    platform: z.enum(['cloud', 'datacenter']),
    site: text,
    apiBase: webAddress.optional(),
    auth: z.discriminatedUnion('mode', [
      z.strictObject({ mode: z.literal('api_token'), email: z.email(), token: secretReference }),
      z.strictObject({ mode: z.literal('pat'), token: secretReference }),
    ]),
  })
  .check(({ value, issues }) => {
    const fits = value.platform === 'cloud' ? 'api_token' : 'pat';
    if (value.auth.mode === fits) return;
    const message = `must be ${fits} on ${value.platform}`;
    issues.push({ code: 'custom', path: ['auth', 'mode'], message, input: value });
  });

/** Long enough not to be guessed: a person's key is all that a client shows. */
export const shortestKey = 24;

const person = z.strictObject({ email: z.email(), name: text, key: secretReference });

const network = z.strictObject({
  allowPrivate: z.array(text).optional(),
  proxy: z.union([text, secretReference], { error: 'must be an address or a reference' }).optional(),
  caFile: text.optional(),
  clientCertFile: text.optional(),
  clientKeyFile: text.optional(),
  headers: z
    .record(text, z.union([z.string(), secretReference], { error: 'must be text or a reference' }))
    .optional(),
});

/** The configuration file. Unknown keys fail; secrets are references. */
export const configSchema = z.strictObject({
  apiVersion: z.literal('weir/v1'),
  server: z
    .strictObject({
      port: z.int().min(0).max(65_535).optional(),
      host: text.optional(),
      publicUrl: webAddress.optional(),
    })
    .optional(),
  dataDir: text.optional(),
  database: z.strictObject({ url: secretReference }).optional(),
  auditKey: secretReference.optional(),
  vault: z.strictObject({ masterKey: secretReference }).optional(),
  logLevel: z.enum(logLevels).optional(),
  connections: z.array(connection).check(noneTwice('slug')).optional(),
  people: z.array(person).check(noneTwice('email')).optional(),
  network: network.optional(),
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
