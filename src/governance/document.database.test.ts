import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { companyIn, replicaOver } from '../../test/support/governed-store.ts';
import { recordOf } from '../../test/support/governance-record.ts';
import '../../test/support/property-seed.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { systemActor } from '../auth/administration/change.ts';
import { kindsOfAgents } from '../store/access-profiles.ts';
import { findStream, streamSecret } from '../store/audit-streams.ts';
import { findHook } from '../store/hooks.ts';
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
  limits: [
    { subjectKind: 'person', subject: '*', measure: 'calls_a_minute', amount: 60 },
    { subjectKind: 'person', subject: 'ada@example.test', measure: 'calls_a_minute', amount: 600 },
    { subjectKind: 'profile', subject: 'editors', measure: 'calls_a_day', amount: 5_000 },
    { subjectKind: 'tool', subject: 'pages.get', measure: 'results_a_call', amount: 20 },
  ],
  hooks: {
    guard: {
      name: 'The guard',
      priority: 10,
      filter: { tools: ['pages.*'], risks: ['dangerous'] },
      action: { kind: 'http', url: 'https://guard.example.test/ask', when: ['before'], timeoutMs: 2_000 },
    },
    hours: {
      enabled: false,
      action: { kind: 'write_hours', timeZone: 'Europe/Zurich', days: [1, 2], from: 8, to: 18 },
    },
  },
  streams: { siem: { name: 'The SIEM', target: 'https://siem.example.test/weir' } },
  recordKeeping: { values: 'all', valuesDays: 7, days: 365 },
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
      'create hooks guard',
      'create hooks hours',
      'create streams siem',
      'create limits person * calls_a_minute',
      'create limits person ada@example.test calls_a_minute',
      'create limits profile editors calls_a_day',
      'create limits tool pages.get results_a_call',
      'change recordKeeping record',
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
      limits: whole.limits,
      hooks: { guard: whole.hooks?.['guard'], hours: { ...whole.hooks?.['hours'], priority: 1_000 } },
      streams: whole.streams,
      recordKeeping: whole.recordKeeping,
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
    const { profiles, toolsets, rules, detectors, limits: _limits, ...others } = whole;
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
        { limits: [{ subjectKind: 'person', subject: 'x', measure: 'calls_a_day', amount: 1 }] },
        'limits.0.subject names the person x',
      ],
      [
        {
          profiles: {},
          limits: [{ subjectKind: 'profile', subject: 'editors', measure: 'calls_a_day', amount: 1 }],
        },
        'limits.0.subject names the profile editors',
      ],
      [
        {
          limits: [1, 2].map((amount) => ({
            subjectKind: 'tool' as const,
            subject: '*',
            measure: 'calls_a_day' as const,
            amount,
          })),
        },
        'limits.1 limits tool * calls_a_day a second time',
      ],
      [
        { hooks: { a: { filter: { tools: ['pages.fly'] }, action: { kind: 'no_secrets' } } } },
        'hooks.a.filter.tools.0 names the tool pages.fly',
      ],
      [
        {
          hooks: {
            a: {
              action: { kind: 'write_hours', timeZone: 'Europe/Atlantis', days: [1], from: 1, to: 2 },
            },
          },
        },
        'hooks.a.action cannot be used: There is no time zone "Europe/Atlantis"',
      ],
      [
        { hooks: { a: { action: { kind: 'http', url: 'https://u:p@h.test/', when: ['before'] } } } },
        'hooks.a.action cannot be used: The address has a user name',
      ],
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

  it('makes the secrets of endpoints, keeps them when it changes them, and shows none', async () => {
    const store = await open();
    const { apply, exported, workspaceId } = await openFor(store);
    await apply(whole);
    const secrets = async () => {
      const [guard, siem] = [
        await findHook(store.db, workspaceId, 'guard'),
        await findStream(store.db, workspaceId, 'siem'),
      ];
      if (!guard || !siem) throw new Error('the document did not make them');
      const ofStream = await streamSecret(store.db, siem);
      return { guard: Buffer.from(guard.secretSealed ?? []), siem: Buffer.from(ofStream ?? []) };
    };
    const first = await secrets();
    expect(first.guard.length).toBeGreaterThan(40);
    expect(first.siem.length).toBeGreaterThan(40);
    const changed = await apply({
      hooks: {
        guard: {
          action: { kind: 'http', url: 'https://other.example.test/', when: ['before', 'after'] },
        },
      },
      streams: { siem: { target: 'https://siem.example.test/weirmoved', enabled: false } },
    });
    expect(changed.map(({ part, name, change }) => `${change} ${part} ${name}`)).toEqual([
      'change hooks guard',
      'remove hooks hours',
      'change streams siem',
    ]);
    expect(await secrets()).toEqual(first);
    // What opened the old target is not for whoever has the new one.
    await expect(
      apply({ streams: { siem: { target: 'https://other.example.test/', enabled: false } } }),
    ).rejects.toThrow('The stream "siem" would go to another host.');
    expect(JSON.stringify(await exported())).not.toContain('whsec_');
    // Another kind of hook is another one, and what it was signed with goes.
    await apply({ hooks: { guard: { action: { kind: 'no_secrets' } } } });
    expect((await findHook(store.db, workspaceId, 'guard'))?.secretSealed).toBeUndefined();
    await apply({ hooks: whole.hooks ?? {}, streams: {} });
    expect(await findStream(store.db, workspaceId, 'siem')).toBeUndefined();
    const renewed = await findHook(store.db, workspaceId, 'guard');
    expect(renewed?.secretSealed).toBeDefined();
    expect(Buffer.from(renewed?.secretSealed ?? [])).not.toEqual(first.guard);
  });

  it('takes limits away that it does not name, and erases values earlier where they are kept for less', async () => {
    const store = await open();
    const { apply, exported, parts, workspaceId } = await openFor(store);
    await apply(whole);
    const [each] = whole.limits ?? [];
    const changes = await apply({
      limits: each ? [{ ...each, amount: 30 }] : [],
      profiles: {},
      recordKeeping: { valuesDays: 3 },
    });
    expect(changes.map(({ part, name, change }) => `${change} ${part} ${name}`)).toEqual([
      'remove profiles editors',
      'remove profiles everybody',
      'change limits person * calls_a_minute',
      'remove limits person ada@example.test calls_a_minute',
      'remove limits profile editors calls_a_day',
      'remove limits tool pages.get results_a_call',
      'change recordKeeping record',
    ]);
    expect(await exported()).toMatchObject({
      limits: [{ subject: '*', amount: 30 }],
      recordKeeping: { values: 'writes', valuesDays: 3, days: null },
    });
    const removed = await recordOf({ foundation: parts }, workspaceId, 'limit.removed');
    expect(removed).toHaveLength(3);
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
  limits: fc.uniqueArray(
    fc.oneof(
      ...(['person', 'agent', 'tool', 'connection'] as const).map((subjectKind) =>
        fc.record({
          subjectKind: fc.constant(subjectKind),
          subject: fc.constantFrom(
            '*',
            { person: 'ada@example.test', agent: 'agt_x', tool: 'pages.get', connection: 'wiki' }[
              subjectKind
            ],
          ),
          measure: fc.constantFrom('calls_a_minute' as const, 'results_a_call' as const),
          amount: fc.integer({ min: 0, max: 100 }),
        }),
      ),
    ),
    { maxLength: 4, selector: ({ subjectKind, subject, measure }) => `${subjectKind} ${subject} ${measure}` },
  ),
  hooks: record(
    fc.record(
      {
        ...title,
        priority: fc.integer({ min: 0, max: 1_000 }),
        enabled: fc.boolean(),
        filter: fc.record(
          { tools: some('pages.*', 'spaces.list'), actions: some('read', 'write') },
          { requiredKeys: [] },
        ),
        action: fc.constantFrom(
          { kind: 'http' as const, url: 'https://a.example.test/?q=1', when: ['after' as const] },
          { kind: 'no_secrets' as const },
          { kind: 'query_size' as const, mostCharacters: 100 },
          { kind: 'file_kinds' as const, allowed: ['.pdf', 'image/*'] },
        ),
      },
      { requiredKeys: ['action'] },
    ),
  ),
  streams: record(
    fc.record(
      { ...title, target: fc.constant('https://siem.example.test/'), enabled: fc.boolean() },
      { requiredKeys: ['target'] },
    ),
  ),
  recordKeeping: fc.record(
    {
      values: fc.constantFrom('off' as const, 'all' as const),
      valuesDays: fc.integer({ min: 1, max: 90 }),
      days: fc.constantFrom(30, null),
    },
    { requiredKeys: [] },
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
