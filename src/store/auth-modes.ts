/** How Weir signs in to a site (DESIGN §5.1). Which fits which platform says src/config/connection-auth.ts. */
export const authModes = [
  'oauth_central',
  'oauth',
  'api_token',
  'api_token_per_user',
  'pat',
  'pat_per_user',
  'basic',
  'basic_per_user',
  'service_account',
  'access_token',
] as const;
export type AuthMode = (typeof authModes)[number];
