/** What tokens of the provider may do; each includes those before it (facts: confluence-api §14). */
export const oauthScopes = ['READ', 'WRITE', 'ADMIN', 'SYSTEM_ADMIN'] as const;

export type OAuthScope = (typeof oauthScopes)[number];

export function includesScope(held: OAuthScope, wanted: OAuthScope): boolean {
  return oauthScopes.indexOf(held) >= oauthScopes.indexOf(wanted);
}

/** The scope that a request needs: reading, writing, or administering the site. */
export function scopeNeeded(method: string, path: string): OAuthScope {
  if (/\/rest\/api\/(?:admin|instance-metrics|permissions)\b/.test(path)) return 'ADMIN';
  const reads = ['GET', 'HEAD', 'OPTIONS'].includes(method) || path.includes('/contentbody/convert/');
  return reads ? 'READ' : 'WRITE';
}

/** The scope of a request's text, or null when it is none; several are as much as the greatest. */
export function readScope(text: string): OAuthScope | null {
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  const known = oauthScopes.filter((scope) => names.includes(scope));
  return known.length === names.length ? (known.at(-1) ?? null) : null;
}
