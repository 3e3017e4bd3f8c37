import { describe, expect, it } from 'vitest';
import { callerView } from './caller-view.ts';
import { judge } from './judge.ts';
import type { GovernedQuestion, Verdict } from './question.ts';
import {
  ana,
  connection,
  compiled,
  governanceView,
  now,
  operations,
  page,
  profile,
  question,
  rule,
} from './testing/small-governance.ts';
import type { GovernanceView } from './view.ts';

const ask = (view: Partial<GovernanceView>, asked: Parameters<typeof question>[0] = {}): Verdict =>
  judge(compiled(governanceView(view)), question(asked));

const short = (verdict: Verdict) =>
  verdict.outcome === 'deny'
    ? `deny ${verdict.decider.link} as ${verdict.refusal}`
    : `${verdict.outcome} ${verdict.decider.link}`;

describe('the chain', () => {
  it('allows what every link lets through, and names the profile', () => {
    expect(ask({})).toEqual({
      outcome: 'allow',
      decider: {
        link: 'profile',
        id: 'everything',
        detail: 'the access profile allows it and nothing denies it',
      },
      obligations: { mask: new Set(), profiles: ['everything'] },
    });
  });

  const brokenLinks: readonly [string, Partial<GovernanceView>, Parameters<typeof question>[0], string][] = [
    ['an empty workspace', { profiles: [], toolsets: [] }, {}, 'deny toolset as tool'],
    ['a person without a profile', {}, { asker: { ...ana, userId: 'ben' } }, 'deny profile as tool'],
    [
      'a workspace that is switched off',
      { killSwitches: [{ kind: 'workspace' }] },
      {},
      'deny kill_switch as stopped',
    ],
    [
      'a person who is switched off',
      { killSwitches: [{ kind: 'person', userId: 'ana' }] },
      {},
      'deny kill_switch as stopped',
    ],
    [
      'an agent that is switched off',
      { killSwitches: [{ kind: 'agent', agentId: 'editor' }] },
      {},
      'deny kill_switch as stopped',
    ],
    [
      'a connection that is switched off',
      { killSwitches: [{ kind: 'connection', connectionId: 'cloud' }] },
      {},
      'deny tool_switch as tool',
    ],
    [
      'a tool that is switched off everywhere',
      { killSwitches: [{ kind: 'tool', operationId: 'pages.get' }] },
      {},
      'deny tool_switch as tool',
    ],
    [
      'a tool that is switched off here',
      { killSwitches: [{ kind: 'tool', operationId: 'pages.get', connectionId: 'cloud' }] },
      {},
      'deny tool_switch as tool',
    ],
    ['no agent', {}, { asker: { userId: 'ana', groups: [] } }, 'deny agent as agent_unknown'],
    [
      'an agent nobody knows',
      {},
      { asker: { ...ana, agentId: 'stranger' } },
      'deny agent as agent_not_allowed',
    ],
    ['a pending agent', {}, { asker: { ...ana, agentId: 'newcomer' } }, 'deny agent as agent_not_allowed'],
    [
      'a blocked agent where all are allowed',
      { allowAllAgents: true },
      { asker: { ...ana, agentId: 'outcast' } },
      'deny agent as agent_not_allowed',
    ],
    ['a kind that is switched off', { agentKinds: ['service'] }, {}, 'deny agent_kind as agent_not_allowed'],
    [
      'a connection that is not enabled',
      { connections: [connection('cloud', { enabled: false })] },
      {},
      'deny connection as tool',
    ],
    ['a connection of somebody else', {}, { connectionId: 'other' }, 'deny connection as tool'],
    [
      'a tool that was not discovered',
      { connections: [connection('cloud', { tools: [] })] },
      {},
      'deny tool_review as tool',
    ],
    [
      'a toolset without it',
      { profiles: [profile('p', { toolsets: ['searching'] })] },
      {},
      'deny profile as tool',
    ],
    [
      'a profile closed to the kind of agent',
      { profiles: [profile('p', { agentKinds: ['service'] })] },
      {},
      'deny profile as tool',
    ],
    [
      'another group at the address',
      {},
      { narrowing: { readOnly: false, toolsets: ['spaces'] } },
      'deny address as tool',
    ],
    [
      'another toolset at the address',
      {},
      { narrowing: { readOnly: false, toolset: 'searching' } },
      'deny address as tool',
    ],
    [
      'a toolset at the address that does not exist',
      {},
      { narrowing: { readOnly: false, toolset: 'gone' } },
      'deny address as tool',
    ],
  ];

  it.each(brokenLinks)('denies with %s', (_, view, asked, expected) => {
    expect(short(ask(view, asked))).toBe(expected);
  });

  it.each(['pending', 'disabled', 'changed', 'removed'] as const)('denies a tool that is %s', (state) => {
    const tools = [
      {
        operationId: 'pages.get',
        state,
        classification: { action: 'read' as const, risk: 'none' as const },
      },
    ];
    expect(short(ask({ connections: [connection('cloud', { tools })] }))).toBe('deny tool_review as tool');
  });

  it('lets a pending agent in where all are allowed, or where the connection allows all', () => {
    const asked = { asker: { ...ana, agentId: 'newcomer' } };
    expect(ask({ allowAllAgents: true }, asked).outcome).toBe('allow');
    expect(ask({ connections: [connection('cloud', { allowsAllAgents: true })] }, asked).outcome).toBe(
      'allow',
    );
  });

  it('keeps changes from read-only profiles and addresses, whatever they are classified as', () => {
    const updatesAsRead = connection('cloud', {
      tools: [
        {
          operationId: 'pages.update',
          state: 'approved',
          classification: { action: 'read', risk: 'none' },
        },
      ],
    });
    const readsAsWrite = connection('cloud', {
      tools: [
        { operationId: 'pages.get', state: 'approved', classification: { action: 'write', risk: 'none' } },
      ],
    });
    const readOnly = { profiles: [profile('p', { readOnly: true })] };
    const update = { operation: operations.updatePage, targets: [page('1', 'ENG')] };
    expect(short(ask({ ...readOnly, connections: [updatesAsRead] }, update))).toBe('deny profile as tool');
    expect(short(ask({ ...readOnly, connections: [readsAsWrite] }))).toBe('deny profile as tool');
    expect(ask(readOnly).outcome).toBe('allow');
    expect(short(ask({}, { ...update, narrowing: { readOnly: true } }))).toBe('deny address as tool');
    expect(short(ask({ profiles: [profile('p', { toolsets: ['reading'] })] }, update))).toBe(
      'deny profile as tool',
    );
  });

  it('gives a profile by group, and by a grant until it expires', () => {
    const profiles = [profile('p', { people: [], groups: ['writers'] })];
    expect(ask({ profiles }).outcome).toBe('deny');
    expect(ask({ profiles }, { asker: { ...ana, groups: ['writers'] } }).outcome).toBe('allow');

    const granted = compiled(
      governanceView({ profiles, grants: [{ profileId: 'p', userId: 'ana', expiresAt: now + 1000 }] }),
    );
    const at = (time: number) => judge(granted, question({ now: time })).outcome;
    expect([at(now), at(now + 999), at(now + 1000), at(now + 5000), at(now)]).toEqual([
      'allow',
      'allow',
      'deny',
      'deny',
      'allow',
    ]);
  });

  it('lets a service agent without a person use its own profile alone', () => {
    const profiles = [profile('people'), profile('robots', { people: [], agents: ['robot', 'editor'] })];
    const alone = (agentId: string) => ask({ profiles }, { asker: { agentId, groups: [] } });
    expect(alone('robot')).toMatchObject({ outcome: 'allow', obligations: { profiles: ['robots'] } });
    expect(short(alone('editor'))).toBe('deny profile as tool');
    expect(short(ask({ profiles }, { asker: { ...ana, userId: 'ben', agentId: 'robot' } }))).toBe(
      'deny profile as tool',
    );
  });

  it('says what a view names and does not hold, and allows nothing by it', () => {
    const governance = compiled(
      governanceView({
        profiles: [profile('p', { toolsets: ['gone'] })],
        grants: [{ profileId: 'lost', userId: 'ana' }],
        rules: [rule('r', { kind: 'allow' }, { condition: 'user.' })],
      }),
    );
    expect(governance.problems).toEqual([
      'The profile p names the toolset gone, which does not exist.',
      expect.stringMatching(/^Rule r: its condition does not read and denies: /),
      'A grant of ana names the profile lost, which does not exist.',
    ]);
    expect(judge(governance, question()).outcome).toBe('deny');
  });
});

describe('scopes of the token', () => {
  const withScopes = (scopes: readonly ('weir:read' | 'weir:write' | 'weir:delete' | 'weir:admin')[]) => ({
    asker: { ...ana, scopes: new Set(scopes) },
  });

  it.each([
    [operations.getPage, 'weir:read'],
    [operations.updatePage, 'weir:write'],
    [operations.deletePage, 'weir:delete'],
  ] as const)('asks for the scope of $id', (operation, scope) => {
    const targets = [page('1', 'ENG')];
    expect(ask({}, { operation, targets, ...withScopes([]) })).toMatchObject({
      outcome: 'step_up',
      decider: { link: 'token_scope' },
      wants: { scope },
    });
    expect(ask({}, { operation, targets, ...withScopes([scope]) }).outcome).toBe('allow');
  });

  it('shows such a tool in the list, and never asks for a scope that would not help', () => {
    const list: GovernedQuestion['phase'] = { kind: 'list' };
    expect(ask({}, { phase: list, ...withScopes([]) }).outcome).toBe('step_up');
    expect(ask({ rules: [rule('no', { kind: 'deny' })] }, withScopes([])).outcome).toBe('deny');
  });
});

describe('rules', () => {
  const approval = rule('ask', { kind: 'approval_required', by: { kind: 'group', group: 'leads' } });
  const fresh = rule('fresh', { kind: 'step_up', withinMs: 60_000 });
  const email = rule('mail', { kind: 'mask', detectors: ['email'] });

  it('denies over any allow, whatever the priority', () => {
    const verdict = ask({
      rules: [
        rule('yes', { kind: 'allow' }, { priority: 1 }),
        rule('no', { kind: 'deny' }, { priority: 999 }),
      ],
    });
    expect(verdict).toMatchObject({ outcome: 'deny', decider: { link: 'rules_deny', id: 'no' } });
  });

  it('asks for approval until the call has it, and for one approval at a time', () => {
    const second = rule('second', { kind: 'approval_required', by: { kind: 'person' } }, { priority: 200 });
    const rules = [second, approval];
    expect(ask({ rules })).toMatchObject({
      outcome: 'approval_required',
      ruleId: 'ask',
      approver: { kind: 'group', group: 'leads' },
    });
    expect(ask({ rules }, { approvedBy: new Set(['ask']) })).toMatchObject({ ruleId: 'second' });
    expect(ask({ rules }, { approvedBy: new Set(['ask', 'second']) }).outcome).toBe('allow');
  });

  it('asks for a sign-in that is fresh enough', () => {
    const at = (signedInAt: number) => ask({ rules: [fresh] }, { asker: { ...ana, signedInAt } });
    expect(ask({ rules: [fresh] })).toMatchObject({
      outcome: 'step_up',
      wants: { signInWithinMs: 60_000 },
    });
    expect(at(now - 60_001).outcome).toBe('step_up');
    expect(at(now - 60_000).outcome).toBe('allow');
  });

  it('lets an allow lift what asks after it, and neither what asks before it nor a mask', () => {
    const allow = rule('yes', { kind: 'allow' }, { priority: 50 });
    const verdict = ask({ rules: [approval, fresh, email, allow] });
    expect(verdict).toMatchObject({ outcome: 'allow', obligations: { mask: new Set(['email']) } });
    expect(ask({ rules: [{ ...fresh, priority: 10 }, allow] }).outcome).toBe('step_up');
  });

  it.each<[string, Parameters<typeof rule>[2], boolean]>([
    ['its tool', { target: { tools: ['pages.get'] } }, true],
    ['a group of tools', { target: { tools: ['pages.*'] } }, true],
    ['another tool', { target: { tools: ['pages.getBody', 'search.*'] } }, false],
    ['no tool', { target: { tools: [] } }, false],
    ['its action', { target: { actions: ['read'] } }, true],
    ['another action', { target: { actions: ['write', 'delete'] } }, false],
    ['its risk', { target: { risks: ['none'] } }, true],
    ['another risk', { target: { risks: ['dangerous'] } }, false],
    ['its connection', { target: { connections: ['cloud'] } }, true],
    ['another connection', { target: { connections: ['dc'] } }, false],
    ['a group of the person', { target: { groups: ['staff', 'x'] } }, true],
    ['another group', { target: { groups: ['leads'] } }, false],
    ['the person', { target: { people: ['ana'] } }, true],
    ['another person', { target: { people: ['ben'] } }, false],
    ['the agent', { target: { agents: ['editor'] } }, true],
    ['another agent', { target: { agents: ['robot'] } }, false],
    ['the kind of agent', { target: { agentKinds: ['personal'] } }, true],
    ['another kind', { target: { agentKinds: ['service'] } }, false],
    [
      'one part that fits and one that does not',
      { target: { tools: ['pages.get'], risks: ['dangerous'] } },
      false,
    ],
    ['a true condition', { condition: '"staff" in groups && tool.effect == "read"' }, true],
    ['a false condition', { condition: 'user.id == "ben"' }, false],
    ['the space of the target', { target: { spaces: [{ key: 'eng' }] } }, true],
    ['another space', { target: { spaces: [{ id: 'id-of-HR', key: 'HR' }] } }, false],
    ['a condition on the target', { condition: 'target.space == "ENG" && "draft" in target.labels' }, true],
    ['a condition on the arguments', { condition: 'args.depth > 2' }, true],
  ])('is about %s', (_, changes, expected) => {
    const verdict = ask(
      { rules: [rule('r', { kind: 'deny' }, changes)] },
      { phase: { kind: 'call', args: { depth: 3 }, targets: [page('1', 'ENG', { labels: ['draft'] })] } },
    );
    expect(verdict.outcome).toBe(expected ? 'deny' : 'allow');
  });

  it('is strict with one target of several, and lenient only with all of them', () => {
    const targets = [page('1', 'ENG'), page('2', 'HR')];
    const about = { target: { spaces: [{ key: 'HR' }] }, priority: 1 };
    expect(ask({ rules: [rule('no', { kind: 'deny' }, about)] }, { targets }).outcome).toBe('deny');
    const lenient = [rule('yes', { kind: 'allow' }, about), approval];
    expect(ask({ rules: lenient }, { targets }).outcome).toBe('approval_required');
    expect(ask({ rules: lenient }, { targets: [page('2', 'HR')] }).outcome).toBe('allow');
    expect(ask({ rules: lenient }, { targets: [] }).outcome).toBe('approval_required');
  });

  it('denies where a condition fails or costs too much, whatever the rule would do', () => {
    const list = Array.from({ length: 1000 }, (_, index) => `label ${index}`);
    const failing = ['args.title == "x"', 'args.labels.exists(a, args.labels.exists(b, a == b + 1))'];
    for (const condition of failing) {
      for (const outcome of [{ kind: 'allow' }, { kind: 'mask', detectors: ['email'] }] as const) {
        const verdict = ask(
          { rules: [rule('r', outcome, { condition })] },
          { phase: { kind: 'call', args: { labels: list }, targets: [] } },
        );
        expect(verdict).toMatchObject({ outcome: 'deny', decider: { link: 'rules_deny', id: 'r' } });
      }
    }
  });

  it('denies an operation of which it cannot tell what it touches, where a rule is about spaces', () => {
    const rules = [rule('hr', { kind: 'deny' }, { target: { spaces: [{ key: 'HR' }] } })];
    const raw = { operation: operations.rawAudit };
    expect(short(ask({ rules }, { ...raw, targets: [] }))).toBe('deny rules_deny as tool');
    expect(short(ask({ rules }, { ...raw, phase: { kind: 'list' } }))).toBe('deny rules_deny as tool');
    expect(
      short(
        ask(
          { rules },
          { phase: { kind: 'call', args: { bodyFormat: 'view' }, targets: [page('1', 'ENG')] } },
        ),
      ),
    ).toBe('deny rules_deny as rendered_format');
    expect(short(ask({ rules }, { operation: operations.updatePage, targets: [] }))).toBe(
      'deny rules_deny as arguments',
    );
  });

  it('refuses a target as an absent one, arguments as such, and the rest as an unknown tool', () => {
    const deny = (condition: string) =>
      ask(
        { rules: [rule('r', { kind: 'deny' }, { condition })] },
        { phase: { kind: 'call', args: { depth: 9 }, targets: [page('1', 'HR')] } },
      );
    expect(callerView(deny('target.space == "HR"'))).toEqual({ outcome: 'deny', refusal: 'target' });
    expect(callerView(deny('args.depth > 3'))).toEqual({ outcome: 'deny', refusal: 'arguments' });
    expect(callerView(deny('time.getHours() == 9'))).toEqual({ outcome: 'deny', refusal: 'tool' });
    // It is true whatever the arguments, so that no list shows the tool.
    expect(callerView(deny('user.id == "ana" || args.depth > 3'))).toEqual({
      outcome: 'deny',
      refusal: 'tool',
    });
  });
});

describe('facts that are missing', () => {
  const limited = {
    profiles: [profile('p', { allowedSpaces: [{ id: 'id-of-ENG', key: 'ENG' }], labels: ['public'] })],
  };

  it('asks for them, and decides once it has them', () => {
    const bare = { kind: 'page', id: '1' } as const;
    expect(ask(limited, { targets: [bare] })).toMatchObject({
      outcome: 'need',
      facts: new Set(['space', 'labels']),
      targets: [0],
      decider: { link: 'space_limits' },
    });
    expect(ask(limited, { targets: [{ ...bare, spaceId: 'id-of-ENG', labels: ['public'] }] }).outcome).toBe(
      'allow',
    );
    expect(ask(limited, { targets: [{ ...bare, spaceId: 'id-of-HR' }] }).outcome).toBe('deny');
  });

  it('asks for what a rule needs, of the targets that need it', () => {
    const rules = [rule('r', { kind: 'deny' }, { condition: '"secret" in target.labels' })];
    const verdict = ask({ rules }, { targets: [page('1', 'ENG'), { kind: 'page', id: '2' }] });
    expect(verdict).toMatchObject({ outcome: 'need', facts: new Set(['labels']), targets: [1] });
    expect(callerView(verdict)).toEqual({ outcome: 'deny', refusal: 'target' });
  });

  it('asks for the space before a condition fails that is about another one', () => {
    const target = { spaces: [{ id: 'id-of-HR' }] };
    const rules = [rule('r', { kind: 'deny' }, { target, condition: 'args.missing == 1' })];
    const inSpace = (facts: object) => ask({ rules }, { targets: [{ kind: 'page', id: '2', ...facts }] });
    expect(inSpace({})).toMatchObject({ outcome: 'need', facts: new Set(['space']) });
    expect(inSpace({ spaceId: 'id-of-ENG' }).outcome).toBe('allow');
    expect(inSpace({ spaceId: 'id-of-HR' }).outcome).toBe('deny');
  });

  it('asks for none where another part decides', () => {
    const rules = [
      rule('r', { kind: 'deny' }, { condition: 'tool.effect == "delete" && "secret" in target.labels' }),
    ];
    expect(ask({ rules }, { targets: [{ kind: 'page', id: '2' }] }).outcome).toBe('allow');
  });
});

describe('several profiles', () => {
  const eng = profile('eng', {
    allowedSpaces: [{ key: 'ENG' }],
    newMacros: ['toc'],
    newLinkHosts: ['a.test'],
  });
  const ops = profile('ops', { allowedSpaces: [{ key: 'OPS' }], newMacros: ['jira'] });

  it('admit a call where one of them admits all of it', () => {
    const profiles = [eng, ops];
    expect(ask({ profiles }, { targets: [page('1', 'OPS')] })).toMatchObject({
      outcome: 'allow',
      obligations: { profiles: ['ops'], newMacros: new Set(['jira']) },
    });
    const both = [page('1', 'ENG'), page('2', 'OPS')];
    expect(short(ask({ profiles }, { targets: both }))).toBe('deny space_limits as target');
  });

  it('leave together what any of them leaves', () => {
    const profiles = [eng, ops];
    const verdict = ask({ profiles }, { operation: operations.search });
    expect(verdict).toMatchObject({
      outcome: 'allow',
      obligations: { profiles: ['eng', 'ops'], newMacros: new Set(['toc', 'jira']) },
    });
    expect(verdict.outcome === 'allow' && verdict.obligations.newLinkHosts).toBe(undefined);
  });
});
