import { leastScope } from './scopes.ts';
import type { McpResource } from './resource.ts';

/**
 * What clients read of our server (RFC 8414 §2, and the fields that OpenID Connect Discovery wants besides, for clients
 * that look there first). There are no id tokens, and so no keys.
 */
export function serverMetadata(
  address: string,
  { canRegister }: { readonly canRegister: boolean },
): Readonly<Record<string, unknown>> {
  return {
    issuer: address,
    authorization_endpoint: `${address}/oauth/authorize`,
    token_endpoint: `${address}/oauth/token`,
    revocation_endpoint: `${address}/oauth/revoke`,
    ...(canRegister && { registration_endpoint: `${address}/oauth/register` }),
    jwks_uri: `${address}/oauth/jwks`,
    // The least: clients that are not told what a call needs ask for all of these.
    scopes_supported: [leastScope],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: tokenAuthMethods,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    revocation_endpoint_auth_methods_supported: tokenAuthMethods,
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
    request_uri_parameter_supported: false,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  };
}

/** `none` first: clients with a metadata document have no secret. */
export const tokenAuthMethods = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const;
export const assertionAlgorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const;

/** What an MCP address says of itself (RFC 9728 §2). */
export function resourceMetadata(
  { identifier }: McpResource,
  address: string,
): Readonly<Record<string, unknown>> {
  return {
    resource: identifier,
    authorization_servers: [address],
    scopes_supported: [leastScope],
    bearer_methods_supported: ['header'],
    resource_name: 'Weir: Confluence',
  };
}
