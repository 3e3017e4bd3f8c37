import { createCloudV1Confluence } from './cloud-v1/confluence.ts';
import { createCloudConfluence, type CloudConfluenceOptions } from './cloud/confluence.ts';
import { contentApiFor } from './cloud-grant.ts';
import type { Confluence } from './ports.ts';

/**
 * Confluence Cloud by the adapter that fits what was granted.
 * @param scopes those that Atlassian says were granted; undefined for credentials without scopes.
 */
export function createCloudConfluenceFor(
  options: CloudConfluenceOptions,
  scopes: readonly string[] | undefined,
): Confluence {
  const api = contentApiFor(scopes);
  switch (api) {
    case 'v2':
      return createCloudConfluence(options);
    case 'v1':
      return createCloudV1Confluence(options);
    default:
      return api satisfies never;
  }
}
