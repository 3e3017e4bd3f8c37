// What the admin API takes and answers: the one place for the console's types, the checks and the OpenAPI document. Times
// are UTC milliseconds. No schema of an answer has a place for a secret, except where a key or link is made and shown once.

import { z } from 'zod';
import { clientSources } from '../auth/server/client-record.ts';
import { weirScopes } from '../auth/server/scopes.ts';
import { authModes } from '../store/auth-modes.ts';
import { roles } from '../store/roles.ts';

const time = z.int().describe('UTC milliseconds');
const name = z.string().trim().min(1).max(200);
const id = z.string().min(1).max(100);
const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
  .describe('Lower-case letters, digits and hyphens; never changes');
const role = z.enum(roles);
/** Secrets come in and never go out. */
const secret = z.string().min(1).max(10_000).meta({ writeOnly: true });

export const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional().describe('`nextCursor` of the page before'),
});

/** `{items, nextCursor}`. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().optional() });
}

export const problemDetails = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

export const workspaceParams = z.strictObject({ workspace: id.describe('Slug or id') });
export const personParams = workspaceParams.extend({ person: id });
export const groupParams = workspaceParams.extend({ group: id });
export const memberParams = groupParams.extend({ person: id });
export const connectionParams = workspaceParams.extend({ connection: id.describe('Slug or id') });
export const publicationParams = connectionParams.extend({ toWorkspace: id.describe('Slug or id') });
export const keyParams = workspaceParams.extend({ key: id });

export const workspace = z
  .strictObject({ id, slug, name: z.string(), createdAt: time })
  .meta({ id: 'Workspace' });
export const newWorkspace = z.strictObject({
  slug,
  name,
  owner: z.strictObject({ email: z.email(), name }).optional().describe('Its first owner'),
});
export const workspaceChange = z.strictObject({ name });

export const person = z
  .strictObject({
    id,
    email: z.string(),
    name: z.string(),
    roles: z.array(role),
    isDisabled: z.boolean(),
    origin: z.enum(['config', 'admin']).describe('`config`: the configuration file decides'),
    createdAt: time,
  })
  .meta({ id: 'Person' });
export const newPerson = z.strictObject({
  email: z.email(),
  name,
  roles: z.array(role).max(5).optional().describe('Takes the right to give roles'),
});
export const personChange = z.strictObject({ name: name.optional(), isDisabled: z.boolean().optional() });
export const rolesChange = z.strictObject({ roles: z.array(role).max(5) });
export const signInLink = z
  .strictObject({ url: z.string(), expiresAt: time })
  .meta({ id: 'SignInLink', description: 'Shown once; signs its person in once' });

export const group = z
  .strictObject({ id, name: z.string(), claimValue: z.string().optional(), createdAt: time })
  .meta({ id: 'Group' });
export const newGroup = z.strictObject({
  name,
  claimValue: name
    .optional()
    .describe('Members by claim: whoever has this value in the groups claim of their sign-in'),
});
export const groupChange = z.strictObject({ name: name.optional(), claimValue: name.nullable().optional() });
export const groupMember = z
  .strictObject({
    personId: id,
    email: z.string(),
    name: z.string(),
    source: z.enum(['manual', 'claim']),
  })
  .meta({ id: 'GroupMember' });

const scopeChoice = z.enum(['classic', 'granular', 'full', 'read-only', 'minimal', 'custom']);
const scopeNames = z.array(z.string().min(1).max(200)).max(200);
const expiresAt = time.min(0).optional().describe('When the site ends the credential');

/** How a connection signs in, with its secrets (DESIGN §5.1). */
export const connectionAuth = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('oauth_central') }),
  z.strictObject({ mode: z.literal('oauth'), clientId: name, clientSecret: secret }),
  z.strictObject({
    mode: z.literal('api_token'),
    email: z.email(),
    token: secret,
    scoped: z.boolean().optional(),
    expiresAt,
  }),
  z.strictObject({ mode: z.literal('api_token_per_user'), scoped: z.boolean().optional() }),
  z.strictObject({ mode: z.literal('pat'), token: secret, expiresAt }),
  z.strictObject({ mode: z.literal('pat_per_user') }),
  z.strictObject({ mode: z.literal('basic'), username: name, password: secret }),
  z.strictObject({ mode: z.literal('basic_per_user') }),
  z.strictObject({ mode: z.literal('service_account'), clientId: name, clientSecret: secret }),
  z.strictObject({
    mode: z.literal('access_token'),
    from: z.enum(['operator', 'person', 'request']),
    token: secret.optional(),
    expiresAt,
  }),
]);

const check = z
  .strictObject({
    at: time,
    verdict: z.string(),
    message: z.string().optional(),
    nextStep: z.string().optional(),
    account: z.string().optional(),
    cloudId: z.string().optional(),
    edition: z.string().optional(),
  })
  .meta({ id: 'ConnectionCheck', description: 'What the last test call saw' });

export const connection = z
  .strictObject({
    id,
    slug,
    platform: z.enum(['cloud', 'datacenter']),
    site: z.string(),
    authMode: z.enum(authModes),
    account: z.string().optional().describe('Address or user name of the shared account'),
    clientId: z.string().optional(),
    tokenFrom: z.enum(['operator', 'person', 'request']).optional(),
    scopedTokens: z.boolean().optional(),
    scopeChoice: scopeChoice.optional(),
    scopes: z.array(z.string()).optional(),
    cloudId: z.string().optional(),
    v1Content: z.enum(['living', 'gone', 'unknown']).optional(),
    isEnabled: z.boolean(),
    state: z.enum(['unverified', 'verified', 'failed']),
    check: check.optional(),
    secretExpiresAt: time.optional(),
    origin: z.enum(['config', 'admin']).describe('`config`: the configuration file decides'),
    callbackUrl: z.string().optional().describe('Of OAuth modes: what to register with the app'),
    createdAt: time,
  })
  .meta({ id: 'Connection' });
export const newConnection = z.strictObject({
  slug,
  platform: z.enum(['cloud', 'datacenter']),
  site: z.string().min(1).max(500).describe('yoursite.atlassian.net, or the base address of a Data Center'),
  auth: connectionAuth,
  scopeChoice: scopeChoice.optional(),
  scopes: scopeNames.optional(),
});
export const connectionChange = z.strictObject({
  isEnabled: z.boolean().optional(),
  scopeChoice: scopeChoice.optional(),
  scopes: scopeNames.optional(),
});
export const secretChange = z.strictObject({
  clientId: name.optional(),
  account: name.optional().describe('Address or user name of the shared account, where it changes too'),
  secret,
  expiresAt,
});

export const publication = z
  .strictObject({
    toWorkspace: slug,
    isEnabled: z.boolean(),
    allowsAllAgents: z.boolean(),
    createdAt: time,
  })
  .meta({ id: 'Publication' });
export const newPublication = z.strictObject({
  toWorkspace: id.describe('Slug or id'),
  allowsAllAgents: z.boolean().default(false),
});
export const offer = z
  .strictObject({
    connection: id,
    slug,
    platform: z.enum(['cloud', 'datacenter']),
    site: z.string(),
    authMode: z.enum(authModes),
    fromWorkspace: slug,
    isEnabled: z.boolean(),
    allowsAllAgents: z.boolean(),
  })
  .meta({ id: 'Offer', description: 'A connection that another workspace offers to this one' });
export const offerChange = z.strictObject({ isEnabled: z.boolean() });

const purpose = z.strictObject({
  scope: z.string(),
  operations: z.array(z.string()),
  sometimes: z.array(z.string()),
});
export const scopesQuery = z.strictObject({ choice: scopeChoice.optional() });
export const scopeReport = z
  .strictObject({
    choice: scopeChoice,
    requested: z.array(z.string()),
    tooMany: z.strictObject({ count: z.int(), limit: z.int() }).optional(),
    purposes: z.array(purpose),
    granted: z
      .array(z.string())
      .optional()
      .describe('Absent where nobody has consented yet, or credentials have no scopes'),
    missing: z.array(
      z.strictObject({
        operation: z.string(),
        reason: z.string(),
        ways: z.array(z.array(z.string())).describe('Scopes to add: one of these sets'),
      }),
    ),
    disabledBy: z.array(
      z.strictObject({ scope: z.string(), disables: z.array(z.string()), limits: z.array(z.string()) }),
    ),
    note: z.string(),
  })
  .meta({ id: 'ScopeReport' });

export const agentKey = z
  .strictObject({
    id,
    personId: id,
    agentId: z.string(),
    createdAt: time,
    lastUsedAt: time.optional().describe('To the minute'),
    revokedAt: time.optional(),
  })
  .meta({ id: 'AgentKey' });
export const newAgentKey = z.strictObject({
  personId: id.optional().describe('Yourself unless given; somebody else takes the right to give roles'),
  agentId: z
    .string()
    .regex(/^agt_[a-z0-9_-]{1,60}$/)
    .optional()
    .describe('The agent that shows the key; a new one unless given'),
});
export const madeAgentKey = agentKey
  .extend({ key: z.string().describe('Shown this once') })
  .meta({ id: 'MadeAgentKey' });

export const settings = z
  .strictObject({
    dynamicRegistration: z.boolean(),
    allowedClientHosts: z.array(z.string()),
    decidedByConfiguration: z.array(z.string()).describe('Settings that the configuration file decides'),
  })
  .meta({ id: 'Settings' });
export const settingsChange = z.strictObject({
  dynamicRegistration: z.boolean().optional(),
  allowedClientHosts: z.array(z.string().min(1).max(253)).max(100).optional(),
});

export const oauthClientParams = workspaceParams.extend({
  client: z.string().min(1).max(2_000).describe('Client id, percent-encoded where it is an address'),
});
export const oauthClient = z
  .strictObject({
    clientId: z.string(),
    name: z.string().optional().describe('What it calls itself'),
    source: z.enum(clientSources),
    redirectUris: z.array(z.string()),
    grantTypes: z.array(z.string()),
    isOurs: z.boolean().describe('Entered by administrators of this workspace'),
    isBlocked: z.boolean(),
    createdAt: time,
    expiresAt: time.optional().describe('When it is forgotten unless used'),
  })
  .meta({ id: 'OAuthClient' });
export const newOAuthClient = z.strictObject({
  name,
  redirectUris: z.array(z.string().max(2_000)).max(20).optional().describe('Absent: acts for itself alone'),
  authentication: z.enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']),
  jwks: z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())).max(20) }).optional(),
  scopes: z.array(z.enum(weirScopes)).max(weirScopes.length).optional(),
});
export const madeOAuthClient = z
  .strictObject({ clientId: z.string(), clientSecret: z.string().optional().describe('Shown this once') })
  .meta({ id: 'MadeOAuthClient' });
export const oauthSecret = z
  .strictObject({ clientSecret: z.string().describe('Shown this once') })
  .meta({ id: 'OAuthSecret' });
export const grantParams = workspaceParams.extend({ grant: id });
export const grantsQuery = listQuery.extend({
  person: id.optional(),
  client: z.string().max(2_000).optional(),
});
export const oauthGrant = z
  .strictObject({
    id,
    personId: id,
    clientId: z.string(),
    clientName: z.string().optional(),
    resource: z.string(),
    scopes: z.array(z.string()),
    createdAt: time,
    usedAt: time,
  })
  .meta({ id: 'OAuthGrant' });

export const me = z
  .strictObject({
    accountId: id.optional(),
    isOperator: z.boolean(),
    memberships: z.array(
      z.strictObject({
        workspace: slug,
        personId: id,
        email: z.string(),
        name: z.string(),
        roles: z.array(role),
      }),
    ),
  })
  .meta({ id: 'Me' });
export const inWorkspaceQuery = z.strictObject({
  workspace: id.optional().describe('Slug or id; needed where you are a member of several'),
});
export const myConnectionsQuery = listQuery.extend(inWorkspaceQuery.shape);
export const myConnectionParams = z.strictObject({ connection: id.describe('Slug or id') });
export const myConnection = z
  .strictObject({
    connection: id,
    slug,
    connected: z.boolean(),
    state: z.enum(['connected', 'expiring', 'reconnect_required', 'not_connected']),
    reason: z.string().optional(),
    account: z.strictObject({ id: z.string(), name: z.string(), email: z.string().optional() }).optional(),
    site: z.string(),
    scopes: z.array(z.string()).optional(),
    expiresAt: time.optional(),
    connectUrl: z.string(),
  })
  .meta({ id: 'MyConnection' });

export const recordQuery = listQuery.extend({
  user: id.optional(),
  agent: id.optional(),
  operation: z.string().max(200).optional(),
  outcome: z.string().max(100).optional(),
  call: id.optional(),
  since: z.coerce.number().int().min(0).optional().describe('UTC milliseconds, from then on'),
  until: z.coerce.number().int().min(0).optional().describe('UTC milliseconds, before then'),
});
export const auditRecord = z
  .strictObject({
    id,
    kind: z.enum(['intent', 'outcome', 'governance']),
    at: time,
    callId: z.string(),
    userId: z.string().optional(),
    agentId: z.string().optional(),
    clientName: z.string().optional(),
    clientVersion: z.string().optional(),
    transport: z.string().optional(),
    connectionId: z.string().optional(),
    operation: z.string().optional(),
    effect: z.string().optional(),
    apiOperations: z.array(z.string()).optional(),
    targets: z.array(z.string()).optional(),
    argumentShape: z.string().optional(),
    decision: z.string().optional(),
    rule: z.string().optional(),
    outcome: z.string().optional(),
    upstreamStatus: z.int().optional(),
    latencyMs: z.number().optional(),
    humanWaitMs: z.number().optional().describe('Of it, milliseconds in which a human was waited for'),
    argumentSize: z.int().optional(),
    resultSize: z.int().optional(),
    policyVersion: z.string().optional(),
    approvalId: z.string().optional(),
    contextId: z.string().optional().describe('The conversation, as the token says'),
    clientKind: z.string().optional(),
    upstreamRequestId: z.string().optional(),
    masked: z.array(z.string()).optional(),
    hooks: z.array(z.string()).optional(),
    traceId: z.string().optional(),
    details: z.array(z.string()).optional(),
  })
  .meta({ id: 'Record' });
