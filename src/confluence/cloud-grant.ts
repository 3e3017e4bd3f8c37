/** A classic scope of Confluence: `read:confluence-space.summary`; two look like granular ones. */
export function isClassicScope(scope: string): boolean {
  return (
    /^[a-z]+:confluence-/.test(scope) ||
    scope === 'search:confluence' ||
    scope === 'readonly:content.attachment:confluence'
  );
}

/** Granular scopes that open content in v2. */
const granularContent =
  /^(?:read|write|delete):(?:page|space|comment|attachment|hierarchical-content):confluence$/;

/**
 * Which API serves the content of a Cloud site to a grant: v2 wherever it opens any of it, since newer sites have nothing
 * else; the older one for grants with classic scopes alone, none of which v2 accepts (facts: confluence-api §12).
 * @param scopes those that Atlassian says were granted; undefined for credentials without scopes, which may do everything.
 */
export function contentApiFor(scopes: readonly string[] | undefined): 'v2' | 'v1' {
  if (scopes === undefined || scopes.some((scope) => granularContent.test(scope))) return 'v2';
  return scopes.some(isClassicScope) ? 'v1' : 'v2';
}
