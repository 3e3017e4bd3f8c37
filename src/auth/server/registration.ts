import { z } from 'zod';
import { applicationTypeOf, redirectFault } from './client-record.ts';

/** How many clients may register themselves in an hour, over all processes. */
export const registrationsPerHour = 200;

const asked = z.looseObject({
  client_name: z.string().min(1).max(200).optional(),
  client_uri: z.string().max(2_048).optional(),
  redirect_uris: z.array(z.string().max(2_048)).min(1).max(20),
  token_endpoint_auth_method: z.string().optional(),
});

export type RegistrationFault = {
  readonly error: 'invalid_client_metadata' | 'invalid_redirect_uri';
  readonly error_description: string;
};

/**
 * What a client that registers itself may say of itself (RFC 7591 §2), or what is wrong with it. Clients send the scopes
 * they know of, which would bind them for good, and leave out what kind they are.
 */
export function readRegistration(body: unknown): { readonly metadata: object } | RegistrationFault {
  const read = asked.safeParse(body);
  if (!read.success) {
    const [first] = read.error.issues;
    const field = first?.path.join('.') ?? '';
    return field.startsWith('redirect_uris')
      ? { error: 'invalid_redirect_uri', error_description: 'redirect_uris must name 1 to 20 addresses' }
      : {
          error: 'invalid_client_metadata',
          error_description: `${field || 'the body'} is not as it should be`,
        };
  }
  const {
    client_name,
    client_uri,
    redirect_uris,
    token_endpoint_auth_method: method = 'client_secret_basic',
  } = read.data;
  const fault = redirect_uris.map(redirectFault).find(Boolean);
  if (fault !== undefined) return { error: 'invalid_redirect_uri', error_description: fault };
  if (method !== 'none' && method !== 'client_secret_basic' && method !== 'client_secret_post') {
    return {
      error: 'invalid_client_metadata',
      error_description: 'token_endpoint_auth_method must be none, client_secret_basic or client_secret_post',
    };
  }
  return {
    metadata: {
      ...(client_name !== undefined && { client_name }),
      ...(client_uri !== undefined && URL.parse(client_uri)?.protocol === 'https:' && { client_uri }),
      redirect_uris: [...new Set(redirect_uris)],
      token_endpoint_auth_method: method,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      application_type: applicationTypeOf(redirect_uris),
    },
  };
}
