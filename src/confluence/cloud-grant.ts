/** Whether a Cloud site still answers the older content API (facts: confluence-api §1). */
export type V1Content = 'living' | 'gone' | 'unknown';

/** What was granted to a connection, or by one person on it. */
export interface CloudGrant {
  /** As Atlassian says they were granted; absent for credentials without scopes, which may do what the person may. */
  readonly scopes?: readonly string[] | undefined;
  /** `unknown` unless given, and then taken to live. */
  readonly v1Content?: V1Content | undefined;
}

/** What v2 guards by scopes of its own. */
export type ContentPart = 'pages' | 'spaces' | 'tree' | 'comments' | 'attachments' | 'people';

export const contentParts: readonly ContentPart[] = [
  'pages',
  'spaces',
  'tree',
  'comments',
  'attachments',
  'people',
];

const granularScopes: Readonly<Record<ContentPart, RegExp>> = {
  pages: /^(?:read|write|delete):page:confluence$/,
  spaces: /^(?:read|write|delete):space:confluence$/,
  tree: /^read:hierarchical-content:confluence$/,
  comments: /^(?:read|write|delete):comment:confluence$/,
  attachments: /^(?:read|write|delete):attachment:confluence$/,
  people: /^read:user:confluence$/,
};

/**
 * Which API serves a part of a Cloud site to a grant: v2 wherever it opens any of it, since newer sites have nothing else;
 * the older one where only classic scopes are left, none of which v2 accepts (facts: confluence-api §12).
 */
export function contentApiFor(part: ContentPart, { scopes }: Pick<CloudGrant, 'scopes'>): 'v2' | 'v1' {
  if (scopes === undefined || scopes.some((scope) => granularScopes[part].test(scope))) return 'v2';
  return scopes.some(isClassicScope) ? 'v1' : 'v2';
}

/** A classic scope of Confluence: `read:confluence-space.summary`; two look like granular ones. */
export function isClassicScope(scope: string): boolean {
  return (
    /^[a-z]+:confluence-/.test(scope) ||
    scope === 'search:confluence' ||
    scope === 'readonly:content.attachment:confluence'
  );
}
