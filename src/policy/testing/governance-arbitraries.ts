import fc from 'fast-check';
import type { TargetFacts } from '../facts.ts';
import { tokenScopes, type AddressNarrowing, type GovernedQuestion, type TokenScope } from '../question.ts';
import type { Rule, RuleOutcome, RuleTarget } from '../rules/rule.ts';
import type { AccessProfile, AgentKind, Constraints, GovernanceView, SpaceRef } from '../view.ts';
import { agentKinds } from '../view.ts';
import { allOperations, now } from './small-governance.ts';

const people = ['ana', 'ben'] as const;
const groups = ['staff', 'leads'] as const;
const agents = ['editor', 'robot', 'newcomer'] as const;
const connections = ['cloud', 'dc'] as const;
const spaceKeys = ['ENG', 'HR', 'OPS'] as const;
const pageIds = ['1', '2', '3'] as const;
const labels = ['public', 'secret'] as const;

const some = <Item>(items: readonly Item[]) => fc.subarray([...items]);
/** Most draws should get far along the chain: the first alternative is the one that lets through. */
const often = <Item>(usual: Item, other: fc.Arbitrary<Item>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, other);
/** True but for this percentage of draws. */
const mostly = (percent: number) =>
  fc.oneof(
    { weight: 100 - percent, arbitrary: fc.constant(true) },
    { weight: percent, arbitrary: fc.constant(false) },
  );
const rarely = mostly(20).map((usual) => !usual);

/** By id, by key, or by both; what belongs together stays together. */
const spaceRef: fc.Arbitrary<SpaceRef> = fc
  .tuple(fc.constantFrom(...spaceKeys), fc.constantFrom('id', 'key', 'both'))
  .map(([key, known]) => ({
    ...(known !== 'key' && { id: `id-of-${key}` }),
    ...(known !== 'id' && { key }),
  }));
const spaceRefs = fc.array(spaceRef, { maxLength: 3 });

export const limits: fc.Arbitrary<Partial<Constraints>> = fc.record(
  {
    allowedSpaces: spaceRefs,
    deniedSpaces: spaceRefs,
    pageTrees: some(pageIds),
    labels: some(labels),
  },
  { requiredKeys: [] },
);

const conditions = [
  '"leads" in groups',
  'user.id == "ana"',
  'tool.effect == "read"',
  'time.getHours() < 10',
  'ip.inRange("10.0.0.0/8")',
  'args.depth > 2',
  'has(args.depth) && args.depth > 2',
  'user.id == "ben" || has(args.depth)',
  'has(args.depth) && "leads" in groups',
  'target.space == "HR"',
  'target.space == "HR" && user.id == "ben"',
  '"secret" in target.labels',
  'target.ancestors.exists(a, a == "1")',
  'tool.risk == "dangerous" || target.level == "high"',
  'has(args.depth) && target.space != "ENG"',
  'user.',
];

export const outcome: fc.Arbitrary<RuleOutcome> = fc.oneof(
  fc.constant<RuleOutcome>({ kind: 'allow' }),
  fc.constant<RuleOutcome>({ kind: 'deny' }),
  fc.constant<RuleOutcome>({ kind: 'step_up', withinMs: 1000 }),
  fc.constant<RuleOutcome>({ kind: 'approval_required', by: { kind: 'person' } }),
  fc.constant<RuleOutcome>({ kind: 'mask', detectors: ['email'] }),
);

export const ruleWith = (outcomes: fc.Arbitrary<RuleOutcome>, id: fc.Arbitrary<string>): fc.Arbitrary<Rule> =>
  fc
    .record({
      id,
      priority: fc.integer({ min: 0, max: 3 }),
      target: often<RuleTarget>(
        {},
        fc.record(
          {
            tools: fc.subarray(['pages.*', 'search.cql', 'api:*', 'spaces.list']),
            actions: some(['read', 'write', 'delete'] as const),
            groups: some(groups),
            agents: some(agents),
            spaces: spaceRefs,
          },
          { requiredKeys: [] },
        ),
      ),
      condition: fc.option(fc.constantFrom(...conditions), { nil: undefined }),
      outcome: outcomes,
    })
    .map(({ condition, ...rule }) => ({
      ...rule,
      name: `Rule ${rule.id}`,
      ...(condition !== undefined && { condition }),
    }));

const profile: fc.Arbitrary<AccessProfile> = fc.record({
  id: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
  toolsets: often(['all'], some(['all', 'reading', 'searching'])),
  people: often(['ana'], some(people)),
  groups: some(groups),
  agents: some(agents),
  agentKinds: often<readonly AgentKind[]>(agentKinds, some(agentKinds)),
  constraints: fc
    .tuple(rarely, fc.oneof(fc.constant({}), limits))
    .map(([readOnly, limited]) => ({ readOnly, ...limited })),
});

const connection = fc.record({
  enabled: mostly(15),
  allowsAllAgents: fc.boolean(),
  tools: fc.tuple(
    ...allOperations.map(({ id: operationId }) =>
      fc.record({
        operationId: fc.constant(operationId),
        state: fc.oneof(
          { weight: 5, arbitrary: fc.constant('approved' as const) },
          fc.constant('changed' as const),
        ),
        classification: fc.record({
          action: fc.constantFrom('read' as const, 'write' as const, 'delete' as const),
          risk: fc.constantFrom('none' as const, 'dangerous' as const),
        }),
      }),
    ),
  ),
});

export const view: fc.Arbitrary<GovernanceView> = fc.record({
  workspaceId: fc.constant('acme'),
  version: fc.constant('1'),
  connections: fc.tuple(connection, connection, mostly(10)).map(([one, other, enabled]) => [
    { id: 'cloud', ...one, enabled },
    { id: 'dc', ...other },
  ]),
  toolsets: fc.constant([
    { id: 'all', kind: 'all_approved' as const },
    { id: 'reading', kind: 'read_only' as const },
    {
      id: 'searching',
      kind: 'custom' as const,
      tools: connections.map((connectionId) => ({ connectionId, operationId: 'search.cql' })),
    },
  ]),
  profiles: fc.uniqueArray(profile, { minLength: 1, maxLength: 4, selector: ({ id }) => id }),
  grants: fc.array(
    fc
      .tuple(
        fc.constantFrom('p1', 'p2', 'p3', 'p4'),
        fc.constantFrom(...people),
        fc.option(fc.integer({ min: -5, max: 20 }), { nil: undefined }),
      )
      .map(([profileId, userId, hours]) => ({
        profileId,
        userId,
        ...(hours !== undefined && { expiresAt: now + hours * 3_600_000 }),
      })),
    { maxLength: 3 },
  ),
  agents: fc.tuple(mostly(10), mostly(10)).map(([editor, robot]) => [
    { id: 'editor', name: 'Editor', kind: 'personal' as const, state: editor ? 'allowed' : 'blocked' },
    { id: 'robot', name: 'Robot', kind: 'service' as const, state: robot ? 'allowed' : 'closed' },
    { id: 'newcomer', name: 'Newcomer', kind: 'shared' as const, state: 'pending' as const },
  ]),
  allowAllAgents: fc.boolean(),
  agentKinds: mostly(5).map((all) => (all ? agentKinds : ['service' as const])),
  killSwitches: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    fc.constantFrom(
      [{ kind: 'person' as const, userId: 'ben' }],
      [{ kind: 'tool' as const, operationId: 'pages.get', connectionId: 'cloud' }],
      [{ kind: 'connection' as const, connectionId: 'dc' }],
    ),
  ),
  rules: fc.uniqueArray(ruleWith(outcome, fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5')), {
    maxLength: 5,
    selector: ({ id }) => id,
    size: 'max',
  }),
});

export const wholeTarget: fc.Arbitrary<TargetFacts> = fc.oneof(
  fc
    .record({
      kind: fc.constantFrom('page' as const, 'content' as const),
      id: fc.constantFrom('1', '2', '9'),
      key: fc.constantFrom(...spaceKeys),
      ancestors: some(pageIds),
      labels: some(labels),
      level: fc.constantFrom('', 'high'),
    })
    .map(({ key, ...rest }) => ({ ...rest, spaceKey: key, spaceId: `id-of-${key}` })),
  fc
    .record({
      kind: fc.constantFrom('comment' as const, 'attachment' as const),
      id: fc.constant('77'),
      pageId: fc.constantFrom('1', '9'),
      key: fc.constantFrom(...spaceKeys),
      ancestors: some(pageIds),
      labels: some(labels),
      level: fc.constant(''),
    })
    .map(({ key, ...rest }) => ({ ...rest, spaceKey: key, spaceId: `id-of-${key}` })),
  fc.constantFrom(...spaceKeys).map((key) => ({
    kind: 'space' as const,
    id: `id-of-${key}`,
    spaceId: `id-of-${key}`,
    spaceKey: key,
  })),
);

const args = fc.oneof(
  fc.constant({}),
  fc.record({ depth: fc.constantFrom(1, 5) }),
  fc.constant({ bodyFormat: 'view' }),
);

/** A call or a result of which everything is known. */
export const wholeQuestion: fc.Arbitrary<GovernedQuestion> = fc.record({
  asker: fc
    .record({
      userId: often<string | undefined>('ana', fc.constantFrom('ben', undefined)),
      groups: some(groups),
      agentId: often('editor', fc.constantFrom(...agents)),
      ip: fc.constantFrom('10.1.2.3', '192.0.2.1', undefined),
      signedInAt: fc.constantFrom(now - 10, now - 100_000, undefined),
      scopes: often<ReadonlySet<TokenScope> | undefined>(
        undefined,
        some(tokenScopes).map((scopes) => new Set(scopes)),
      ),
    })
    .map(({ userId, ip, signedInAt, scopes, ...asker }) => ({
      ...asker,
      ...(userId !== undefined && { userId }),
      ...(ip !== undefined && { ip }),
      ...(signedInAt !== undefined && { signedInAt }),
      ...(scopes && { scopes }),
    })),
  narrowing: often<AddressNarrowing>(
    { readOnly: false },
    fc.record(
      {
        readOnly: fc.boolean(),
        toolsets: some(['pages', 'search', 'spaces', 'api']),
        toolset: fc.constant('reading'),
      },
      { requiredKeys: ['readOnly'] },
    ),
  ),
  connectionId: fc.constantFrom('cloud', 'cloud', 'cloud', 'dc'),
  operation: fc.constantFrom(...allOperations),
  phase: fc.record({
    kind: fc.constantFrom('call' as const, 'result' as const),
    args,
    targets: fc.array(wholeTarget, { maxLength: 3 }),
  }),
  now: fc.constantFrom(now, now + 3_600_000),
  approvedBy: fc.subarray(['r1', 'r2', 'r3', 'r4', 'r5']).map((ids) => new Set(ids)),
});

/** The same target with some of it not known yet. */
export function forgetting(target: TargetFacts, keep: readonly string[]): TargetFacts {
  const identity = target.kind === 'space' ? ['kind'] : ['kind', 'id'];
  const kept = Object.entries(target).filter(([field]) => identity.includes(field) || keep.includes(field));
  const known: Partial<TargetFacts> = Object.fromEntries(kept);
  return { ...known, kind: target.kind };
}

export const keptFacts = fc.subarray(['pageId', 'spaceId', 'spaceKey', 'ancestors', 'labels', 'level']);
