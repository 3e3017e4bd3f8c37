import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, registerApp } from '../sandbox/atlassian/testing/connect.ts';
import { scopeNeeded } from '../sandbox/datacenter/oauth/scopes.ts';
import { startSandbox, type RunningSandbox } from '../sandbox/index.ts';
import { createCloudConfluenceFor } from '../src/confluence/cloud-for-grant.ts';
import type { CloudGrant } from '../src/confluence/cloud-grant.ts';
import { createTransport, type Transport } from '../src/confluence/http/transport.ts';
import { AppError } from '../src/kernel/app-error.ts';
import { catalogue } from '../src/operations/catalogue.ts';
import { apiOperation } from '../src/operations/api-operation-table.ts';
import { operationId, type Operation } from '../src/operations/operation.ts';
import { liveness, type Liveness } from '../src/operations/scopes/liveness.ts';
import { requiredScopes } from '../src/operations/scopes/required-scopes.ts';
import { scopeSets } from '../src/operations/scopes/scope-sets.ts';
import { catalogueCalls, type CallArguments } from './support/catalogue-calls.ts';
import { hasReferenceData, referenceDataNote, referencePath } from './support/reference-data.ts';

const never = new AbortController().signal;

interface ScopeSetRow {
  readonly name: string;
  readonly kind: string;
  readonly scopes: readonly string[];
}

function referenceSets(): readonly ScopeSetRow[] {
  if (!hasReferenceData) return [];
  const [, ...rows] = readFileSync(referencePath('data', 'reference-scope-sets.tsv'), 'utf8')
    .trim()
    .split('\n');
  return rows.map((row) => {
    const [name = '', kind = '', scopes = ''] = row.split('\t');
    return { name, kind, scopes: scopes.trim().split(' ') };
  });
}

interface World {
  readonly sandbox: RunningSandbox;
  readonly transport: Transport;
  readonly accountId: string;
  readonly calls: Readonly<Record<string, CallArguments>>;
  close(): Promise<void>;
}

async function startWorld(v1Content: 'living' | 'gone'): Promise<World> {
  const sandbox = await startSandbox({ v1Content });
  const transport = createTransport({ version: 'test', allowPrivate: ['127.0.0.0/8'] });
  const ana = sandbox.people.find(({ email }) => email.startsWith('ana@'));
  const space = [...sandbox.site.spaces.values()].find(({ key }) => key === 'ENG');
  if (ana === undefined || space === undefined) throw new Error('the sandbox has no Ana or no ENG');
  return {
    sandbox,
    transport,
    accountId: ana.accountId,
    calls: catalogueCalls(sandbox, space, ana.accountId),
    async close() {
      await transport.close();
      await sandbox.close();
    },
  };
}

/** Calls an operation as an app whose person let it have exactly these scopes. */
async function tryCall(
  world: World,
  token: string,
  grant: CloudGrant,
  operation: Operation,
): Promise<'works' | AppError> {
  const confluence = createCloudConfluenceFor(
    {
      siteUrl: `${world.sandbox.siteUrl}/wiki`,
      apiBase: world.sandbox.apiUrl,
      authorization: () => Promise.resolve(`Bearer ${token}`),
      transport: world.transport,
      personKey: 'ana',
    },
    grant,
  );
  const args = world.calls[operationId(operation)];
  if (args === undefined) throw new Error(`test/support/catalogue-calls.ts has no ${operationId(operation)}`);
  try {
    await operation.run({ confluence, signal: never }, operation.input.parse(args()));
    return 'works';
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
}

function row(operation: Operation, verdict: Liveness): string {
  const name = operationId(operation).padEnd(24);
  if (!verdict.live) {
    const ways = verdict.missing.map((set) => set.join(' + ')).join(' | ');
    return `${name}refused (${verdict.adapterTried}), missing ${ways}`;
  }
  const partly = verdict.partlyMissing?.[0]?.join(' + ');
  return `${name}live (${verdict.adapter})${partly === undefined ? '' : `, some calls want ${partly}`}`;
}

/** Asks what is live and tries it: both must agree, and a refusal must name what the verdict misses. */
async function judge(
  world: World,
  scopes: readonly string[],
  v1Content: 'living' | 'gone',
): Promise<string[]> {
  const token = (await connect(world.sandbox, registerApp(world.sandbox, scopes), world.accountId))
    .access_token;
  const rows: string[] = [];
  for (const operation of catalogue) {
    const id = operationId(operation);
    const verdict = liveness(operation, { platform: 'cloud', scopes, v1Content });
    const outcome = await tryCall(world, token, { scopes, v1Content }, operation);
    if (verdict.live) {
      expect({ id, outcome: outcome === 'works' ? outcome : outcome.message }).toEqual({
        id,
        outcome: 'works',
      });
    } else if (outcome === 'works') {
      expect({ id, outcome, missing: verdict.missing }).toEqual({ id, outcome: 'refused' });
    } else {
      expect({ id, code: outcome.code }).toEqual({ id, code: 'upstream_forbidden' });
      const named = (outcome.fields.neededScopes ?? []).flat();
      const missed = verdict.missing.flat();
      expect({ id, named, agrees: named.some((scope) => missed.includes(scope)) }).toEqual({
        id,
        named,
        agrees: true,
      });
    }
    rows.push(row(operation, verdict));
  }
  return rows;
}

const tables = new Map<string, readonly string[]>();

describe.skipIf(!hasReferenceData).each(['living', 'gone'] as const)(
  `connections with exactly the scopes of others, older content API %s${referenceDataNote}`,
  (v1Content) => {
    let world: World;
    beforeAll(async () => {
      world = await startWorld(v1Content);
    });
    afterAll(() => world.close());

    it.each(referenceSets())('$name ($kind)', async ({ name, kind, scopes }) => {
      const rows = await judge(world, scopes, v1Content);
      expect(rows).toHaveLength(catalogue.length);
      tables.set(`${name} (${kind}), older content API ${v1Content}`, rows);
    });
  },
);

it.skipIf(!hasReferenceData)(`the table of all of them stands${referenceDataNote}`, async () => {
  const text = [...tables].map(([title, rows]) => `${title}\n${rows.map((line) => `  ${line}\n`).join('')}`);
  await expect(text.join('\n')).toMatchFileSnapshot('./scope-sets.table.txt');
});

describe('connections with both kinds', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld('living');
  });
  afterAll(() => world.close());

  it('have each part served by what opens it', async () => {
    const classic = ['read:confluence-content.all', 'read:confluence-space.summary', 'search:confluence'];
    const rows = await judge(
      world,
      [...classic, 'read:page:confluence', 'read:comment:confluence'],
      'living',
    );
    const verdictOf = (id: string): string => rows.find((line) => line.startsWith(`${id} `)) ?? '';
    expect(verdictOf('pages.getBody')).toContain('live (cloud-v2)');
    expect(verdictOf('spaces.list')).toContain('live (cloud-v1)');
    expect(verdictOf('attachments.listForPage')).toContain('live (cloud-v1)');
    expect(verdictOf('comments.getFooter')).toContain('live (cloud-v2)');
    expect(verdictOf('comments.addFooter')).toContain('missing write:comment:confluence');
  });
});

it('operations of Data Center want the scope that its provider asks for', () => {
  for (const operation of catalogue) {
    const wanted = (operation.platforms.datacenter ?? []).map((name) => {
      const { method, path } = apiOperation(name);
      return scopeNeeded(method, path);
    });
    const id = operationId(operation);
    const [[scope = ''] = []] = requiredScopes(operation, 'datacenter').any;
    expect({ id, scope }).toEqual({ id, scope: wanted.includes('WRITE') ? 'WRITE' : 'READ' });
  }
});

describe('connections with a set that Weir asks for', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld('gone');
  });
  afterAll(() => world.close());

  it.each(['granular', 'classic', 'minimal'] as const)('let everything work: %s', async (choice) => {
    const rows = await judge(world, scopeSets(catalogue, choice).scopes, 'gone');
    expect(rows.filter((line) => !line.includes('live (cloud-v2)'))).toEqual([]);
  });

  it('let only what reads work: read-only', async () => {
    const rows = await judge(world, scopeSets(catalogue, 'read-only').scopes, 'gone');
    const refused = catalogue.filter((_, index) => rows[index]?.includes('refused'));
    expect(refused.map(operationId)).toEqual(
      catalogue.filter(({ effect }) => effect !== 'read').map(operationId),
    );
  });
});
