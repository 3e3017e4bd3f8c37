import { startSandbox, type RunningSandbox } from '../../sandbox/index.ts';
import type { Space } from '../../sandbox/model/entities.ts';
import { basicAuthorization } from '../../src/app/authorization.ts';
import { compose } from '../../src/app/compose.ts';
import { openFoundation, type Foundation } from '../../src/app/foundation.ts';
import { loopbackOnly, transportOf } from '../../src/app/network.ts';
import { siteAccount } from '../../src/app/site-account.ts';
import type { AuditRecord } from '../../src/audit/record.ts';
import type { Member } from '../../src/auth/directory.ts';
import { createSiteAccounts } from '../../src/auth/site-accounts.ts';
import { createApprovals } from '../../src/gateway/approvals/create-approvals.ts';
import { createApprovalDesk, type ApprovalDesk } from '../../src/gateway/approvals/decide-approvals.ts';
import { openCallRules, type CallRules } from '../../src/gateway/call-rules.ts';
import type { Caller, CallResult } from '../../src/gateway/call.ts';
import type { Downloads } from '../../src/gateway/downloads.ts';
import { createHooks } from '../../src/gateway/hooks/create-hooks.ts';
import { createCallLimits } from '../../src/gateway/limits/create-call-limits.ts';
import { createApprovalQuestion } from '../../src/mcp/approval-question.ts';
import type { Protocol } from '../../src/mcp/protocol.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { catalogue } from '../../src/operations/catalogue.ts';
import { operationId, type Operation } from '../../src/operations/operation.ts';
import { compileGovernance } from '../../src/policy/compile-governance.ts';
import { conditionReader } from '../../src/policy/condition-reader.ts';
import type { Detector } from '../../src/policy/masking/detector.ts';
import type { Rule } from '../../src/policy/rules/rule.ts';
import { openAgent, openGovernance } from '../../src/policy/open-governance.ts';
import type { Constraints } from '../../src/policy/view.ts';
import { pageOfRecords } from '../../src/store/audit-records.ts';
import { insertHook, type HookBody } from '../../src/store/hooks.ts';
import type { StoreLocation } from '../../src/store/open-store.ts';
import { putLimit, type LimitMeasure, type LimitSubject } from '../../src/store/call-limits.ts';
import { bumpRevision } from '../../src/store/revisions.ts';
import { quietLog } from './stores.ts';
import { testAuditKey, testMasterKeys } from './weir.ts';

const workspaceId = 'wsp_governed';

/** Somebody of the workspace; `ana` is the one in whose name calls are. */
const member = (name: string, groups: readonly string[] = []): Member => ({
  workspaceId,
  personId: `usr_${name}`,
  accountId: `acc_${name}`,
  email: `${name}@example.test`,
  name,
  roles: [],
  groups,
});

export interface GovernedWorld {
  readonly sandbox: RunningSandbox;
  readonly foundation: Foundation;
  readonly space: Space;
  readonly author: string;
  readonly desk: ApprovalDesk;
  readonly downloads: Downloads;
  readonly protocol: Protocol;
  readonly people: { readonly ana: Member; readonly bea: Member; readonly cid: Member };
  /** Takes members away, or gives them other groups. */
  setMembers(members: readonly Member[]): void;
  /** From the next call on; each time another version of the policy. */
  setRules(rules: readonly Rule[], version?: string): Promise<void>;
  /** From the next call on. */
  setConstraints(constraints: Partial<Constraints>): Promise<void>;
  setDetectors(detectors: readonly Detector[]): void;
  setHook(
    slug: string,
    body: HookBody,
    more?: { readonly priority?: number; readonly secret?: string },
  ): Promise<void>;
  setLimit(kind: LimitSubject, subject: string, measure: LimitMeasure, amount: number): Promise<void>;
  call(
    id: string,
    args: unknown,
    more?: Partial<Caller> & { readonly outputFormat?: 'both' | 'verbose' },
  ): Promise<CallResult>;
  /** The record so far, oldest first. */
  record(): Promise<readonly AuditRecord[]>;
  close(): Promise<void>;
}

/** The whole pipeline over a sandbox with a governance that tests set; Ana calls. */
export async function startGovernedWorld(
  database: StoreLocation = { kind: 'sqlite', file: ':memory:' },
): Promise<GovernedWorld> {
  const sandbox = await startSandbox();
  const account = sandbox.people.find(({ email }) => email.startsWith('ana@'));
  const space = [...sandbox.site.spaces.values()].find(({ key }) => key === 'ENG');
  if (!account || !space) throw new Error('The sandbox has no Ana, or no space ENG.');
  const foundation = await openFoundation({
    database,
    auditKey: testAuditKey,
    masterKeys: testMasterKeys,
    log: quietLog,
  });
  const { store, ids, vault, clock } = foundation;
  const transport = transportOf(loopbackOnly);
  const people = { ana: member('ana'), bea: member('bea', ['grp_seconds']), cid: member('cid') };
  let members: readonly Member[] = Object.values(people);
  const directory = {
    members: () => members,
    member: (_workspace: string, personId: string) => members.find((one) => one.personId === personId),
  };
  const connection = {
    id: 'con_governed',
    slug: 'sandbox',
    platform: 'cloud',
    siteUrl: `${sandbox.siteUrl}/wiki`,
  } as const;

  let rules: readonly Rule[] = [];
  let constraints: Partial<Constraints> = {};
  let detectors: readonly Detector[] = [];
  let version = 'v1';
  const governed = async () => {
    const { view } = openGovernance({
      workspaceId,
      connectionIds: [connection.id],
      operations: catalogue.map((operation) => ({ id: operationId(operation), effect: operation.effect })),
      people: [people.ana.personId],
      constraints,
    });
    const whole = { ...view, version, rules };
    return compileGovernance(whole, await conditionReader(whole));
  };
  let governance = await governed();

  const callRules: CallRules = await openCallRules(foundation);
  const approvalParts = { ...foundation, directory, address: () => 'https://weir.test' };
  const desk = createApprovalDesk(approvalParts);
  const { gateway, downloads, protocol } = compose(foundation, {
    credentials: createSiteAccounts([
      siteAccount({
        workspaceId,
        connection,
        apiBase: sandbox.siteUrl,
        transport,
        authorizationOf: () => new Secret(basicAuthorization(account.email, account.apiToken)),
      }),
    ]),
    policy: {
      of: () => governance,
      asker: ({ userId }) => ({ userId, groups: [], agentId: openAgent }),
      detectors: () => detectors,
    },
    address: () => 'https://weir.test',
    approving: () =>
      createApprovalQuestion({
        key: new Secret('test-approval-key-0123456789abcdef0123'),
        desk,
        directory,
        ttlMs: 600_000,
      }),
    approvals: createApprovals(approvalParts),
    limits: createCallLimits({ store, clock, limitsOf: callRules.limitsOf }),
    hooks: createHooks({ ...foundation, hooksOf: callRules.hooksOf, transport, log: quietLog }),
  });
  if (!downloads) throw new Error('There are no downloads.');
  const operation = (id: string): Operation => {
    const found = catalogue.find((candidate) => operationId(candidate) === id);
    if (!found) throw new Error(`There is no operation ${id}.`);
    return found;
  };
  async function changed(): Promise<void> {
    await bumpRevision(store.db, 'governance');
    await callRules.refresh();
  }

  return {
    sandbox,
    foundation,
    space,
    author: account.accountId,
    desk,
    downloads,
    protocol,
    people,
    setMembers: (given) => (members = given),
    async setRules(given, next = version) {
      rules = given;
      version = next;
      governance = await governed();
    },
    async setConstraints(given) {
      constraints = given;
      governance = await governed();
    },
    setDetectors: (given) => (detectors = given),
    async setHook(slug, body, { priority = 10, secret } = {}) {
      const id = ids('hok');
      const secretSealed =
        secret === undefined
          ? undefined
          : await vault.seal(new Secret(secret), { column: 'hooks.secret_sealed', workspaceId, id });
      const hook = { workspaceId, id, slug, name: slug, priority, isEnabled: true, body, now: 1 };
      await insertHook(store.db, { ...hook, ...(secretSealed && { secretSealed }) });
      await changed();
    },
    async setLimit(subjectKind, subject, measure, amount) {
      await putLimit(store.db, { workspaceId, subjectKind, subject, measure, amount, now: 1 }, ids);
      await changed();
    },
    call: (id, args, { outputFormat = 'both', ...caller } = {}) =>
      gateway.call({
        caller: {
          workspaceId,
          userId: people.ana.personId,
          userName: 'Ana',
          agentId: 'agt_test',
          transport: 'http',
          ...caller,
        },
        narrowing: { readOnly: false },
        operation: operation(id),
        args,
        outputFormat,
        schemaAdvertised: false,
        signal: AbortSignal.timeout(60_000),
      }),
    async record() {
      await foundation.recorder.flush();
      return (await pageOfRecords(store.db, { workspaceId }, { limit: 200 })).items.toReversed();
    },
    async close() {
      callRules.close();
      await transport.close();
      await foundation.close();
      await sandbox.close();
    },
  };
}

/** Everything that an answer carries to the client, as one text. */
export function shownBy(result: CallResult): string {
  return result.ok ? `${result.text ?? ''}\n${JSON.stringify(result.structured)}` : result.text;
}
