import type { Recorder } from '../audit/record.ts';
import type { AuditValues } from '../audit/values.ts';
import type { Confluence, Platform } from '../confluence/ports.ts';
import { toAppError, type AppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import { operationId, type Operation, type OperationContext } from '../operations/operation.ts';
import { surfaceOf } from '../policy/profile-settings.ts';
import type { Obligations, Verdict } from '../policy/question.ts';
import { answerColumns } from './answer-columns.ts';
import { approvalsOfCall } from './approvals/approvals-of-call.ts';
import type { CallApprovals } from './approvals/approvals.ts';
import { contextOf, type ContextParts } from './call-context.ts';
import { callerColumns } from './call-entry.ts';
import { openJournal } from './call-journal.ts';
import { createCallStops, endedBy } from './call-stops.ts';
import type { CallRequest, CallResult, Caller, Connection, Credentials, Gateway } from './call.ts';
import { withConnectUrl, type ConnectAddressFor } from './connect-url.ts';
import { errorText } from './error-text.ts';
import { createFence } from './fence.ts';
import type { CallHooks, HookReport } from './hooks/hooks.ts';
import { judgeAnswer, judgeArguments, judgeWrite } from './judge-call.ts';
import { judgedColumns, standingColumns } from './judged-columns.ts';
import type { CallLimits } from './limits/call-limits.ts';
import { countedMasks } from './mask-output.ts';
import { masksOfCall, refuseMarkedTitle, type CallMasks } from './masks-of-call.ts';
import { withMostResults } from './most-results.ts';
import { narrowSearch } from './narrow-search.ts';
import { offered } from './offered.ts';
import { hidesContent, listVerdict, type PolicySource, type Standpoint } from './policy-questions.ts';
import { absent, notInToolList, refusalOf } from './policy-refusals.ts';
import { prepareCall, type KnownOfCall } from './prepare-call.ts';
import { reply } from './reply.ts';
import type { SpaceNames } from './space-names.ts';

export interface GatewayParts extends ContextParts {
  readonly catalogue: readonly Operation[];
  readonly credentials: Credentials;
  readonly recorder: Recorder;
  readonly policy: PolicySource;
  /** Absent: nothing is limited. */
  readonly limits?: CallLimits;
  /** Absent: there is none. */
  readonly hooks?: CallHooks;
  /** Absent where nobody can be asked: what needs an approval is refused. */
  readonly approvals?: CallApprovals;
  /** Keeps arguments sealed for auditors, where a workspace wants that. */
  readonly auditValues?: Pick<AuditValues, 'valuesFor'>;
  /** Names and types of arguments, for the record; never their values. */
  shapeOf(args: unknown): string;
  /** Keyed digest of arguments, for the record and for approvals. */
  digestOf(args: unknown): string;
  /** Where the person of a call connects their own account; absent where nobody can be sent to a page of ours. */
  readonly connectAddressFor?: ConnectAddressFor;
  spacesFor(caller: Caller, connection: Connection, confluence: Confluence): SpaceNames;
  readonly clock: Clock;
  readonly ids: NewId;
  readonly random: Random;
  /** Called with what only the log may know of a failed call. */
  onFailure(failure: { readonly callId: string; readonly operation: string; readonly error: AppError }): void;
}

/** The only place an operation is called. The order of the steps is DESIGN §3. */
export function createGateway(parts: GatewayParts): Gateway {
  const { credentials, recorder, clock, policy, limits, hooks } = parts;

  const stops = createCallStops(policy, credentials, () => clock.now());

  const standpointOf = (caller: Caller, narrowing: Standpoint['narrowing']): Standpoint => ({
    governance: policy.of(caller.workspaceId),
    asker: policy.asker(caller),
    narrowing,
    now: clock.now(),
  });

  const visible: Gateway['visible'] = (caller, narrowing, among = () => true) => {
    const standpoint = standpointOf(caller, narrowing);
    const connections = credentials.connections(caller);
    return parts.catalogue.filter(
      (operation) => among(operation) && offered(standpoint, connections, operation).connections.length > 0,
    );
  };

  const call: Gateway['call'] = async (asked) => {
    const known: KnownOfCall = { targets: [] };
    const running = stops.watch({ ...asked, connectionId: () => known.connection?.id });
    try {
      return await perform({ ...asked, signal: running.signal }, known);
    } finally {
      running.end();
    }
  };

  async function perform(request: CallRequest, known: KnownOfCall): Promise<CallResult> {
    const { caller, narrowing, operation, signal } = request;
    const fence = createFence(parts.random);
    const journal = openJournal(parts, request, parts.ids('call'));
    const { callId } = journal;
    const isWrite = operation.effect !== 'read';
    let masks: CallMasks | undefined;

    try {
      const standpoint = standpointOf(caller, narrowing);
      known.standpoint = standpoint;
      journal.note(standingColumns(standpoint));
      const ofCall = masksOfCall(standpoint, policy.detectors?.(caller.workspaceId) ?? []);
      masks = ofCall;
      const prepared = prepareCall(parts, request, standpoint, journal, known);
      const { connection, targets, asked, hooked, input } = prepared;
      ofCall.always(hooks?.masks(hooked));
      const refuseUnless = (verdict: Verdict, ...passing: readonly Verdict['outcome'][]): void => {
        journal.note(judgedColumns(verdict));
        if (!passing.includes(verdict.outcome)) throw refusalOf(verdict, operation, targets);
      };

      // What the arguments alone decide costs no request; a read is judged by its own answer.
      let verdict = judgeArguments(asked, targets);
      const { userId, agentId, workspaceId } = caller;
      const limited = {
        workspaceId,
        userId,
        agentId,
        connectionId: connection.id,
        operationId: hooked.operationId,
        profiles: 'obligations' in verdict ? verdict.obligations.profiles : [],
      };
      await limits?.take(limited);
      if (verdict.outcome !== 'need') refuseUnless(verdict, 'allow', 'approval_required');
      const confluence = await credentials.confluenceFor(caller, connection);
      const source = { confluence, spaces: parts.spacesFor(caller, connection, confluence) };
      if (verdict.outcome === 'need' && isWrite) {
        verdict = await judgeWrite(asked, targets, source, signal);
        refuseUnless(verdict, 'allow', 'approval_required');
      }
      if (hooks) heard(await hooks.before(hooked, signal));

      const { mask: writeMask } =
        'obligations' in verdict ? verdict.obligations : { mask: new Set<string>() };
      if (isWrite && ofCall.of(writeMask)) refuseMarkedTitle(asked.args);
      const contextUnder = (obligations: Obligations): OperationContext => {
        const sensitive = isWrite ? ofCall.of(obligations.mask) : ofCall.any();
        return contextOf(parts, { caller, connection, confluence, obligations, sensitive, signal });
      };
      const allowed = approvalsOfCall(parts, { request, prepared, journal, masks: ofCall, contextUnder });
      verdict = await allowed.settle(
        verdict,
        (judged) => judged,
        () => (isWrite ? judgeWrite(asked, targets, source, signal) : judgeArguments(asked, targets)),
      );
      if (verdict.outcome !== 'need') refuseUnless(verdict, 'allow');
      if (verdict.outcome !== 'allow' && verdict.outcome !== 'need')
        throw refusalOf(verdict, operation, targets);
      const { obligations } = verdict;

      const wasAsked = await allowed.use();
      const subject = { workspaceId, callId, effect: operation.effect };
      journal.note((await parts.auditValues?.valuesFor(subject, input)) ?? {});
      if (isWrite || wasAsked) await journal.intent();
      const asking = withMostResults(input, limits?.mostResults(limited));
      const got = await operation.run(
        contextUnder(obligations),
        narrowSearch(standpoint, operation, asking, obligations),
      );

      const judge = () => judgeAnswer(asked, got, source, signal);
      const judged = await judge();
      // What a write did is done: nobody can be asked about it any more.
      const answer = isWrite ? judged : await allowed.settle(judged, ({ verdict: found }) => found, judge);
      refuseUnless(answer.verdict, 'allow');
      if (answer.verdict.outcome !== 'allow' || !('output' in answer))
        throw refusalOf(answer.verdict, operation, targets);
      await allowed.use();
      const output = ofCall.output(answer.output, answer.verdict.obligations.mask);
      if (hooks) heard(await hooks.after(hooked, output, signal));
      const replied = reply(operation, output, input, request, fence);
      const masked = countedMasks(ofCall.counts);
      const resultSize = replied.text?.length ?? 0;
      await journal.outcome({ outcome: 'ok', resultSize, masked, ...answerColumns(signal) });
      return { ok: true, callId, ...replied };
    } catch (thrown) {
      return fail(endedBy(signal, toAppError(thrown)));
    }

    function heard({ said, refused }: HookReport): void {
      journal.hooksSaid(said);
      if (refused) throw refused;
    }

    async function fail(thrown: AppError): Promise<CallResult> {
      const { standpoint, connection, targets } = known;
      // What is hidden and what does not exist read alike, to the last word.
      const hidden = thrown.code === 'not_found' && standpoint !== undefined && hidesContent(standpoint);
      const failed = hidden ? absent(targets) : (masks?.error(thrown) ?? thrown);
      const error =
        connection && parts.connectAddressFor
          ? await withConnectUrl(failed, { caller, connection }, parts.connectAddressFor)
          : failed;
      parts.onFailure({ callId, operation: operationId(operation), error: thrown });
      const text = errorText(error, fence);
      // Where even this cannot be recorded, the intent stands and is reported as "may have happened".
      await journal
        .outcome({
          outcome: error.code,
          resultSize: text.length,
          masked: countedMasks(masks?.counts ?? new Map()),
          ...answerColumns(signal, thrown),
        })
        .catch((failure: unknown) =>
          parts.onFailure({ callId, operation: operationId(operation), error: toAppError(failure) }),
        );
      return { ok: false, callId, error, text };
    }
  }

  const refuse: Gateway['refuse'] = (caller, toolName, narrowing, given) => {
    const refused = given ? undefined : wholeRefusal(standpointOf(caller, narrowing), parts, caller);
    const error = given ?? refused?.error ?? notInToolList(toolName);
    const callId = parts.ids('call');
    recorder.enqueue({
      ...callerColumns(caller),
      kind: 'outcome',
      at: clock.now(),
      callId,
      operation: `tool:${toolName.slice(0, 64)}`,
      decision: 'deny',
      rule: error.code === 'denied' ? 'not in the tool list' : 'not a call',
      ...(refused && judgedColumns(refused.verdict)),
      outcome: error.code,
    });
    return { ok: false, callId, error, text: errorText(error, createFence(parts.random)) };
  };

  return {
    visible,
    call,
    refuse,
    addressSettings(caller) {
      const governance = policy.of(caller.workspaceId);
      const surface = surfaceOf(governance, policy.asker(caller), clock.now());
      return { ...(surface && { surface }), hasToolset: (slug) => governance.toolsets.has(slug) };
    },
    connections(caller, narrowing) {
      const standpoint = standpointOf(caller, narrowing);
      return credentials.connections(caller).filter((connection) =>
        parts.catalogue.some((operation) => {
          const served = operation.platforms[connection.platform satisfies Platform];
          return served && listVerdict(standpoint, connection.id, operation).outcome !== 'deny';
        }),
      );
    },
  };
}

/**
 * The refusal of a caller who may use nothing for a reason of their own: an agent that is not known or not allowed, or
 * something that is stopped. It is the same for every tool, so that it tells nothing of one.
 */
function wholeRefusal(
  standpoint: Standpoint,
  { catalogue, credentials }: GatewayParts,
  caller: Caller,
): { readonly verdict: Verdict; readonly error: AppError } | undefined {
  const [operation] = catalogue;
  const [connection] = credentials.connections(caller);
  if (!operation || !connection) return undefined;
  const verdict = listVerdict(standpoint, connection.id, operation);
  if (verdict.outcome !== 'deny') return undefined;
  const isOfCaller = ['agent_unknown', 'agent_not_allowed', 'stopped'].includes(verdict.refusal);
  return isOfCaller ? { verdict, error: refusalOf(verdict, operation, []) } : undefined;
}
