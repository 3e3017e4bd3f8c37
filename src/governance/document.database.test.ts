import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { companyIn, replicaOver } from '../../test/support/governed-store.ts';
import { recordOf } from '../../test/support/governance-record.ts';
import '../../test/support/property-seed.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { systemActor } from '../auth/administration/change.ts';
import { kindsOfAgents } from '../store/access-profiles.ts';
import type { Store } from '../store/open-store.ts';
import { listTools } from '../store/tools.ts';
import { applyDocument, tryDocument } from './apply-document.ts';
import { discover } from './discover.ts';
import { governanceDocument, type Place, type WrittenDocument } from './document.ts';
import { exportDocument } from './export-document.ts';
import { reviewTool } from './review.ts';
import { changeGovernance } from './change-governance.ts';

const person = { userId: 'usr_admin' };

class Wrong extends Error {}
const wrong = (place: Place, what: string): Error => new Wrong(`${place.join('.')} ${what}`);

async function openFor(store: Store, slug = 'main') {
  const company = await companyIn(store, slug);
  const { parts } = await replicaOver(store);
  const workspaceId = company.main.id;
  const apply = (written: WrittenDocument, actor = person) =>
    applyDocument(parts, actor, { workspaceId, document: governanceDocument.parse(written), wrong });
  const plan = (written: WrittenDocument) =>
    tryDocument(parts, person, { workspaceId, document: governanceDocument.parse(written), wrong });
  const exported = () => exportDocument(parts, store.db, workspaceId);
  return { ...company, parts, workspaceId, apply, plan, exported };
}

const whole: WrittenDocument = {
  settings: { review: { actions: ['read'], risks: ['none'] }, allowAllAgents: true },
  connections: {
    wiki: {
      review: 'each',
      tools: {
        'pages.get': { state: 'approved' },
        'pages.delete': { state: 'disabled', risk: 'dangerous' },
        'pages.list': { state: 'pending', action: 'write' },
      },
    },
  },
  detectors: { badge: { expression: 'B-[0-9]{6}' } },
  toolsets: { reading: { name: 'Reading', tools: ['wiki/pages.list', 'wiki/pages.get'] } },
  agents: { client_bot: { name: 'Bot', kind: 'service', state: 'allowed', owner: 'ada@example.test' } },
  profiles: {
    everybody: { everybody: true, toolsets: ['read-only'] },
    editors: {
      name: 'The editors',
      toolsets: ['reading', 'all-approved'],
      groups: ['Editors'],
      people: ['eve@example.test', 'ada@example.test'],
      agents: ['client_bot'],
      agentKinds: ['service', 'personal'],
      constraints: { allowedSpaces: [{ key: 'ENG', id: '1' }, { key: 'OPS' }], readOnly: true },
      requests: { mode: 'just_in_time', groups: ['Editors'], maxMinutes: 30 },
    },
  },
  rules: {
    hr: {
      priority: 10,
      target: {
        connections: ['wiki'],
        groups: ['Editors'],
        people: ['ada@example.test'],
        tools: ['pages.*'],
      },
      condition: 'target.space == "HR"',
      outcome: { kind: 'approval_required', by: { kind: 'group', group: 'Editors' } },
    },
    badges: { enabled: false, outcome: { kind: 'mask', detectors: ['badge', 'email'] } },
  },
  killSwitches: [
    { kind: 'person', subject: 'eve@example.test', reason: 'Left' },
    { kind: 'tool', subject: 'pages.delete', connection: 'wiki' },
  ],
};

describeEachStore('governance as a document', ({ open }) => {
  it('is applied in one transaction, on record, and exported as it was written, with pins', async () => {
    const store = await open();
    const { apply, exported, plan, workspaceId, wiki, parts } = await openFor(store);
    const planned = await plan(whole);
    expect(planned.map(({ part, name, change }) => `${change} ${part} ${name}`)).toEqual([
      'change settings settings',
      'change connections wiki',
      'create tools wiki/pages.delete',
      'create tools wiki/pages.get',
      'create tools wiki/pages.list',
      'create detectors badge',
      'create toolsets reading',
      'create profiles editors',
      'create profiles everybody',
      'create rules badges',
      'create rules hr',
      'create agents client_bot',
      'create killSwitches person eve@example.test',
      'create killSwitches tool pages.delete wiki',
    ]);
    // Looking changes nothing.
    expect(await listTools(store.db, workspaceId)).toEqual([]);
    expect(await apply(whole)).toEqual(planned);
    const document = await exported();
    const [first] = (await listTools(store.db, workspaceId, wiki.id)).filter(
      ({ operationId }) => operationId === 'pages.get',
    );
    expect(document).toMatchObject({
      connections: {
        wiki: {
          review: 'each',
          tools: {
            'pages.delete': { state: 'disabled', action: 'delete', risk: 'dangerous' },
            'pages.get': { state: 'approved', definition: first?.hash },
            'pages.list': { state: 'pending', action: 'write', risk: 'none' },
          },
        },
      },
      toolsets: { reading: { name: 'Reading', tools: ['wiki/pages.get', 'wiki/pages.list'] } },
      agents: whole.agents,
      detectors: whole.detectors,
      rules: whole.rules,
      killSwitches: whole.killSwitches,
    });
    expect(await apply(whole)).toEqual([]);
    expect(await apply(document)).toEqual([]);
    expect(await exported()).toEqual(document);
    const record = await recordOf({ foundation: parts }, workspaceId, 'rule.%');
    expect(record.map((line) => line.replace(/rul_\w+/, 'rul'))).toEqual([
      'rule.created usr_admin rule:rul; slug badges outcome mask priority 100 enabled false',
      'rule.created usr_admin rule:rul; slug hr outcome approval_required priority 10 enabled true',
    ]);
  });

  it('removes what a part does not name any more, and leaves parts alone that it does not have', async () => {
    const { apply, exported } = await openFor(await open());
    await apply(whole);
    const { profiles, toolsets, rules, detectors, ...others } = whole;
    const { everybody } = profiles ?? {};
    const changes = await apply({
      ...others,
      profiles: { everybody: everybody ?? { toolsets: [] } },
      toolsets: {},
      rules: {},
    });
    expect(changes.map(({ part, name, change }) => `${change} ${part} ${name}`)).toEqual([
      'remove toolsets reading',
      'remove profiles editors',
      'remove rules badges',
      'remove rules hr',
    ]);
    const document = await exported();
    expect(document).toMatchObject({ toolsets: {}, rules: {}, detectors });
    expect(Object.keys(document.profiles ?? {})).toEqual(['everybody']);
    // Neither lifts what was stopped nor forgets agents.
    await apply({ killSwitches: [], agents: {} });
    expect(await exported()).toEqual(document);
    expect([toolsets, rules].every(Boolean)).toBe(true);
  });

  it('changes nothing where one name does not exist, and says where', async () => {
    const { apply, exported } = await openFor(await open());
    const before = await exported();
    const cases: readonly (readonly [WrittenDocument, string])[] = [
      [{ profiles: { a: { toolsets: ['gone'] } } }, 'profiles.a.toolsets.0 names the toolset gone'],
      [
        { toolsets: {}, profiles: { a: { toolsets: [], groups: ['Nobody'] } } },
        'profiles.a.groups.0 names the group Nobody',
      ],
      [
        { profiles: { a: { toolsets: [], people: ['x@example.test'] } } },
        'profiles.a.people.0 names the person x@example.test',
      ],
      [{ toolsets: { a: { tools: ['wiki/pages.fly'] } } }, 'toolsets.a.tools.0 names the tool pages.fly'],
      [{ toolsets: { a: { tools: ['no/pages.get'] } } }, 'toolsets.a.tools.0 names the connection no'],
      [{ toolsets: { 'read-only': { tools: [] } } }, 'toolsets.read-only is the name of a toolset'],
      [{ connections: { no: {} } }, 'connections.no names the connection no'],
      [
        { connections: { wiki: { tools: { 'pages.fly': { state: 'approved' } } } } },
        'connections.wiki.tools.pages.fly names the tool pages.fly',
      ],
      [
        {
          connections: {
            wiki: { tools: { 'pages.get': { state: 'approved', definition: '0'.repeat(64) } } },
          },
        },
        'connections.wiki.tools.pages.get is not as it was approved',
      ],
      [
        { rules: { a: { condition: 'nope(1)', outcome: { kind: 'deny' } } } },
        'rules.a.condition does not read at character',
      ],
      [
        { detectors: {}, rules: { a: { outcome: { kind: 'mask', detectors: ['badge'] } } } },
        'rules.a.outcome.detectors.0 names the detector badge',
      ],
      [{ detectors: { a: { expression: '(' } } }, 'detectors.a.expression cannot be used'],
      [{ killSwitches: [{ kind: 'agent', subject: 'x' }] }, 'killSwitches.0.subject names the agent x'],
      [
        { agents: { a: { kind: 'personal', state: 'allowed', owner: 'x' } } },
        'agents.a.owner names the person x',
      ],
    ];
    for (const [document, message] of cases) {
      const written = { detectors: { fine: { expression: 'x+' } }, ...document };
      await expect(apply(written)).rejects.toThrow(message);
      expect(await exported()).toEqual(before);
    }
  });

  it('shows an approval that somebody made beside it as drift, and takes it back', async () => {
    const store = await open();
    const { apply, plan, parts, workspaceId, wiki } = await openFor(store);
    await apply(whole);
    const key = { workspaceId, connectionId: wiki.id, operationId: 'spaces.list' };
    await changeGovernance(parts, person, (change) =>
      reviewTool(change, 'usr_other', key, 'set', { state: 'approved' }),
    );
    expect((await plan(whole)).map(({ name, change }) => `${change} ${name}`)).toEqual([
      'remove wiki/spaces.list',
    ]);
    await apply(whole);
    expect(
      (await listTools(store.db, workspaceId, wiki.id)).find((tool) => tool.operationId === 'spaces.list'),
    ).toMatchObject({ state: 'pending' });
    expect(await plan(whole)).toEqual([]);
  });

  it('the ten lines that let a team start approve tools and give everybody one profile', async () => {
    const { apply, parts, workspaceId, plan } = await openFor(await open());
    const start: WrittenDocument = {
      settings: { review: { actions: ['read', 'write'], risks: ['none'] }, allowAllAgents: true },
      profiles: { everybody: { everybody: true, toolsets: ['all-approved'] } },
    };
    await apply(start, systemActor);
    await discover(parts, { workspaceId });
    const states = (await listTools(parts.store.db, workspaceId)).map(
      ({ operationId, state }) => `${operationId} ${state}`,
    );
    expect(states).toEqual([
      'labels.getForPage approved',
      'pages.delete pending',
      'pages.get approved',
      'pages.list approved',
      'spaces.list approved',
    ]);
    expect(await plan(start)).toEqual([]);
  });

  describe('for any governance', () => {
    it('export, apply elsewhere and export again say the same', { timeout: 60_000 }, async () => {
      const store = await open();
      let made = 0;
      await fc.assert(
        fc.asyncProperty(documents, async (document) => {
          made += 1;
          const from = await openFor(store, `from-${made}`);
          await from.apply(document);
          const written = await from.exported();
          const to = await openFor(store, `to-${made}`);
          await to.apply(written);
          expect(await to.exported()).toEqual(written);
          expect(await to.plan(written)).toEqual([]);
          expect(await from.plan(document)).toEqual([]);
        }),
        { numRuns: 15 },
      );
    });
  });
});

const slugs = fc.constantFrom('one', 'two', 'three');
const record = <T>(value: fc.Arbitrary<T>) =>
  fc.dictionary(slugs, value, { maxKeys: 3, noNullPrototype: true });
const some = <T extends string>(...names: readonly T[]) => fc.subarray([...names]);
const title = { name: fc.constantFrom('A title', 'Ünïcode: "quoted" # no') };
const spaces = fc.array(
  fc.oneof(fc.record({ id: fc.constantFrom('1', '2') }), fc.record({ key: fc.constantFrom('ENG', 'HR') })),
  { maxLength: 3 },
);
const decisions = fc.dictionary(
  fc.constantFrom('pages.get', 'pages.list', 'pages.delete', 'spaces.list'),
  fc.record(
    {
      state: fc.constantFrom('approved' as const, 'disabled' as const),
      action: fc.constantFrom('read' as const, 'write' as const, 'delete' as const),
      risk: fc.constantFrom('none' as const, 'sensitive' as const, 'dangerous' as const),
    },
    { requiredKeys: ['state'] },
  ),
  { noNullPrototype: true },
);

/** Documents that name what every company of these tests has. */
const documents: fc.Arbitrary<WrittenDocument> = fc.record({
  settings: fc.record(
    {
      review: fc.constantFrom('each' as const, { actions: ['read' as const], risks: ['none' as const] }),
      allowAllAgents: fc.boolean(),
      agentKinds: some(...kindsOfAgents),
    },
    { requiredKeys: [] },
  ),
  connections: fc.record({ wiki: fc.record({ tools: decisions }, { requiredKeys: [] }) }),
  detectors: fc.constant({ badge: { expression: 'B-[0-9]{6}' } }),
  toolsets: record(
    fc.record({ ...title, tools: some('wiki/pages.get', 'wiki/spaces.list') }, { requiredKeys: ['tools'] }),
  ),
  agents: fc.constant({ agt_x: { kind: 'shared' as const, state: 'blocked' as const } }),
  profiles: record(
    fc.record(
      {
        ...title,
        toolsets: some('read-only', 'all-approved'),
        everybody: fc.boolean(),
        people: some('ada@example.test', 'eve@example.test'),
        groups: some('Editors'),
        agents: some('agt_x'),
        agentKinds: some(...kindsOfAgents),
        constraints: fc.record(
          {
            allowedSpaces: spaces,
            deniedSpaces: spaces,
            labels: some('public', 'draft'),
            readOnly: fc.boolean(),
          },
          { requiredKeys: [] },
        ),
        requests: fc.constantFrom(
          { mode: 'approval' as const },
          { mode: 'just_in_time' as const, maxMinutes: 5, groups: ['Editors'] },
        ),
      },
      { requiredKeys: ['toolsets'] },
    ),
  ),
  rules: record(
    fc.record(
      {
        ...title,
        priority: fc.integer({ min: 0, max: 1_000 }),
        enabled: fc.boolean(),
        condition: fc.constantFrom('true', 'tool.risk == "dangerous" || "a b" in groups'),
        target: fc.record(
          {
            tools: some('pages.*', 'spaces.list'),
            groups: some('Editors'),
            people: some('ada@example.test'),
            connections: some('wiki'),
            actions: some('read', 'write'),
            spaces,
          },
          { requiredKeys: [] },
        ),
        outcome: fc.constantFrom(
          { kind: 'deny' as const },
          { kind: 'step_up' as const, withinMs: 60_000 },
          { kind: 'mask' as const, detectors: ['badge'] },
          { kind: 'approval_required' as const, by: { kind: 'group' as const, group: 'Editors' } },
        ),
      },
      { requiredKeys: ['outcome'] },
    ),
  ),
});
