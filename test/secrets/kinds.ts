/** Where a secret may be read because it is handed out there, and why. */
export interface HandedOut {
  /**
   * Matches the name of a place: `METHOD /path part` of an answer of Weir, whose parts are `set-cookie`, `location`, `headers`
   * and `body`; `request body` of what Weir sends to the endpoints of administrators; `output name` of a command.
   */
  readonly place: RegExp;
  readonly why: string;
}

interface Kind {
  /** Where it enters, or who makes it. */
  readonly from: string;
  /** Nowhere unless given. */
  readonly handedOut?: HandedOut;
}

const sentAway = (place: RegExp): HandedOut => ({
  place,
  why: 'the browser takes it to the provider and back',
});
const kept = (place: RegExp): HandedOut => ({
  place,
  why: 'the file that its owner alone may read is its place',
});
const once = (place: RegExp): HandedOut => ({ place, why: 'shown once, when it is made' });
const toScript: HandedOut = {
  place: /^POST \/(account\/passkeys|sign-in\/passkey)\/begin body$/,
  why: 'the script of the page takes it to the device and back',
};

/** Every kind of secret that an installation meets. What is not listed here cannot be planted. */
export const kinds = {
  'secret of the central app': { from: 'configuration' },
  'secret of a workspace’s app': { from: 'admin API' },
  'rotated secret of a workspace’s app': { from: 'admin API' },
  'secret of an application link': { from: 'admin API' },
  'secret of a service account': { from: 'admin API' },
  'shared API token': { from: 'configuration and admin API' },
  'rotated API token': { from: 'admin API' },
  'personal API token': { from: 'page' },
  'API token with scopes': { from: 'admin API and page' },
  'shared password': { from: 'admin API' },
  'personal password': { from: 'page' },
  'shared personal access token': { from: 'admin API' },
  'own personal access token': { from: 'page' },
  'access token of the operator': { from: 'admin API' },
  'access token of a person': { from: 'page' },
  'access token of a request': { from: 'header of an MCP request' },
  'refused credential': { from: 'admin API and pages' },
  'access token of Confluence': { from: 'token endpoint of Atlassian or Data Center' },
  'refresh token of Confluence': { from: 'token endpoint of Atlassian or Data Center' },
  'code of Confluence': { from: 'browser that comes back' },
  'verifier for Confluence': { from: 'Weir' },
  'state for Confluence': {
    from: 'Weir',
    handedOut: sentAway(/^POST \/(connect\/[\w-]+|sign-in\/atlassian) (location|body)$/),
  },
  'header of the operator’s network': { from: 'configuration' },
  'password of the proxy': { from: 'configuration' },
  'key of the client certificate': { from: 'configuration' },
  'passphrase of the client certificate': { from: 'configuration' },
  'header for the collector of traces': { from: 'environment' },
  'secret at the identity provider': { from: 'configuration' },
  'code of the identity provider': { from: 'browser that comes back' },
  'verifier for the identity provider': { from: 'Weir' },
  'state for the identity provider': {
    from: 'Weir',
    handedOut: sentAway(/^POST \/sign-in\/oidc (location|body)$/),
  },
  'nonce for the identity provider': {
    from: 'Weir',
    handedOut: sentAway(/^POST \/sign-in\/oidc (location|body)$/),
  },
  'tokens of the identity provider': { from: 'token endpoint of the identity provider' },
  'link that signs in once': {
    from: 'Weir',
    handedOut: once(
      /^((POST \/api\/v1\/workspaces\/main\/people\/\w+\/sign-in-links|GET \/sign-in\/link) body|output sign-in-link)$/,
    ),
  },
  password: { from: 'page' },
  'wrong password': { from: 'page' },
  'challenge of a passkey': { from: 'Weir', handedOut: toScript },
  'state of a passkey': { from: 'Weir', handedOut: toScript },
  'cookie of a session': {
    from: 'Weir',
    handedOut: { place: / set-cookie$/, why: 'the browser that it signs in keeps it' },
  },
  'cookie of a browser': {
    from: 'Weir',
    handedOut: { place: / set-cookie$/, why: 'the browser is known by it when it comes back' },
  },
  'token of a form': {
    from: 'Weir',
    handedOut: {
      place:
        /^(GET|POST) \/((sign-in|account|connect|connections|approvals|clients|oauth|integration-callback)\b[^ ]*)? body$/,
      why: 'the form sends it back, and no page of another site can read it',
    },
  },
  'request of a client in flight': {
    from: 'Weir',
    handedOut: {
      place: /^(GET|POST) \/oauth\/[^ ]* (location|set-cookie|body)$/,
      why: 'the browser goes on with it, and it counts with the browser’s cookie alone',
    },
  },
  'code for a client': {
    from: 'Weir',
    handedOut: {
      place: /^(GET|POST) \/oauth\/[^ ]* (location|body)$/,
      why: 'the browser takes it to the client',
    },
  },
  'verifier of a client': { from: 'token endpoint of Weir' },
  'access token for a client': { from: 'Weir', handedOut: once(/^POST \/oauth\/token body$/) },
  'refresh token for a client': { from: 'Weir', handedOut: once(/^POST \/oauth\/token body$/) },
  'secret of a client': {
    from: 'Weir',
    handedOut: once(
      /^POST \/(oauth\/register|api\/v1\/workspaces\/main\/oauth-clients(\/[^/]+\/secret)?) body$/,
    ),
  },
  'assertion of a client': { from: 'token endpoint of Weir' },
  'private key of a client': { from: 'admin API, by mistake' },
  'agent key': {
    from: 'Weir',
    handedOut: once(/^POST \/api\/v1\/workspaces\/main\/agent-keys body$/),
  },
  'agent key of the configuration': { from: 'configuration' },
  'secret that signs to a hook or a stream': {
    from: 'Weir',
    handedOut: once(/^POST \/api\/v1\/workspaces\/main\/(hooks|record\/streams)(\/[\w-]+\/secret)? body$/),
  },
  'authorization at a collector': { from: 'admin API' },
  'ticket of a download': {
    from: 'Weir',
    handedOut: {
      place: /^POST \/mcp body$/,
      why: 'the client fetches one file with it',
    },
  },
  'arguments of a write': {
    from: 'MCP request',
    handedOut: {
      place:
        /^(POST \/check request|POST \/mcp|GET \/approvals\/\w+|GET \/api\/v1\/workspaces\/main\/record\/calls\/[\w-]+\/values|GET \/api\/v1\/me\/approvals[\w/]*) body$/,
      why: 'the page as it is, the preview to its person, the kept arguments to auditors, the call to a hook',
    },
  },
  'password of the database': { from: 'configuration' },
  'key of the record': { from: 'configuration' },
  'master key': { from: 'configuration' },
  'rotated master key': { from: 'configuration' },
  'wrong master key': { from: 'configuration' },
  'data key': { from: 'Weir' },
  'token for weir stdio': { from: 'environment' },
  'key of the record of weir stdio': {
    from: 'Weir',
    handedOut: kept(/^output state\/weir\/audit\.key$/),
  },
  'master key of weir stdio': {
    from: 'Weir',
    handedOut: kept(/^output state\/weir\/stdio-master\.key$/),
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof kinds;

export const kindNames = Object.keys(kinds) as readonly KindName[];

/** Where secrets of a kind may be read. */
export function handedOutOf(name: KindName): HandedOut | undefined {
  const kind: Kind = kinds[name];
  return kind.handedOut;
}
