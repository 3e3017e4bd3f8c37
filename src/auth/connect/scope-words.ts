/** What a list of scopes lets Weir do, for people who do not read scopes: names of things, by what may be done with them. */
export interface AskedInWords {
  readonly see: readonly string[];
  readonly change: readonly string[];
  readonly remove: readonly string[];
  readonly administer: readonly string[];
}

type Deed = keyof AskedInWords;

/** Scopes of Confluence by their own names; `scopeInWords` reads the others. */
const wholeScopes: Readonly<Record<string, readonly [Deed, string]>> = {
  'read:me': ['see', 'your name and email address'],
  'search:confluence': ['see', 'search results'],
  'readonly:content.attachment:confluence': ['see', 'attachments'],
  'read:confluence-content.all': ['see', 'pages and everything on them'],
  'read:confluence-content.summary': ['see', 'summaries of pages'],
  'read:confluence-content.permission': ['see', 'who may see a page'],
  'read:confluence-space.summary': ['see', 'spaces'],
  'read:confluence-props': ['see', 'properties of content'],
  'read:confluence-user': ['see', 'people'],
  'read:confluence-groups': ['see', 'groups'],
  'write:confluence-content': ['change', 'pages, blog posts and comments'],
  'write:confluence-file': ['change', 'attachments'],
  'write:confluence-props': ['change', 'properties of content'],
  'write:confluence-space': ['change', 'spaces, and delete pages'],
  'write:confluence-groups': ['change', 'groups'],
  'manage:confluence-configuration': ['administer', 'the settings of Confluence'],
  READ: ['see', 'everything that you see'],
  WRITE: ['change', 'everything that you may change'],
  ADMIN: ['administer', 'Confluence as you do'],
  SYSTEM_ADMIN: ['administer', 'Confluence and its system as you do'],
};

/** Things whose name in a granular scope is not the plural's beginning. */
const things: Readonly<Record<string, string>> = {
  blogpost: 'blog posts',
  'content-details': 'details of content',
  'content.metadata': 'details of content',
  'content.permission': 'who may see a page',
  'content.property': 'properties of content',
  'content.restriction': 'restrictions of pages',
  'custom-content': 'content of apps',
  configuration: 'settings of the site',
  'hierarchical-content': 'the tree of pages',
  inlinetask: 'tasks',
  'space-details': 'spaces',
  'space.permission': 'permissions of spaces',
  'space.property': 'properties of spaces',
  'space.setting': 'settings of spaces',
  'user.property': 'properties of people',
  user: 'people',
  'audit-log': 'the audit log',
  watcher: 'who watches what',
  relation: 'favourites',
};

const deeds: Readonly<Record<string, Deed>> = {
  read: 'see',
  write: 'change',
  delete: 'remove',
  manage: 'administer',
};

/** Each thing once, in the order of the scopes; what is not about content (`offline_access`) is left out. */
export function scopesInWords(scopes: readonly string[]): AskedInWords {
  const words = {
    see: new Set<string>(),
    change: new Set<string>(),
    remove: new Set<string>(),
    administer: new Set<string>(),
  };
  for (const scope of scopes) {
    const [deed, thing] = scopeInWords(scope) ?? [];
    if (deed !== undefined && thing !== undefined) words[deed].add(thing);
  }
  return {
    see: [...words.see],
    change: [...words.change],
    remove: [...words.remove],
    administer: [...words.administer],
  };
}

/** `read:page:confluence` is seeing pages (facts: confluence-api §12). */
function scopeInWords(scope: string): readonly [Deed, string] | undefined {
  const whole = wholeScopes[scope];
  if (whole) return whole;
  const [, verb = '', thing = ''] = /^([a-z]+):([a-z.-]+):confluence$/.exec(scope) ?? [];
  const deed = deeds[verb];
  return deed && [deed, things[thing] ?? `${thing.replaceAll(/[.-]/g, ' ')}s`];
}
