import type { AuditEntry, Recorder } from '../audit/record.ts';
import type { Confluence, Platform } from '../confluence/ports.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import {
  operationId,
  type BodyBases,
  type DownloadLinks,
  type Operation,
  type OperationContext,
  type PeopleNames,
  type Target,
} from '../operations/operation.ts';
import type { Obligations, Verdict } from '../policy/question.ts';
import type { CallRequest, CallResult, Caller, Connection, Credentials, Gateway } from './call.ts';
import { chooseConnection } from './choose-connection.ts';
import { withConnectUrl, type ConnectAddressFor } from './connect-url.ts';
import { errorText } from './error-text.ts';
import { createFence } from './fence.ts';
import { judgeAnswer, judgeArguments, judgeWrite, narrowedQuery, type JudgedCall } from './judge-call.ts';
import { judgedColumns } from './judged-columns.ts';
import { checkLimits } from './limits.ts';
import { newContentRules } from './new-content.ts';
import { parseArguments } from './parse-arguments.ts';
import { hidesContent, listVerdict, type PolicySource, type Standpoint } from './policy-questions.ts';
import { absent, notInToolList, refusalOf } from './policy-refusals.ts';
import { reply } from './reply.ts';
import type { SpaceNames } from './space-names.ts';
import { targetName } from './targets.ts';

export interface GatewayParts {
  readonly catalogue: readonly Operation[];
  readonly credentials: Credentials;
  readonly recorder: Recorder;
  readonly policy: PolicySource;
  /** Names and types of arguments, for the record; never their values. */
  shapeOf(args: unknown): string;
  /** Keyed digest of arguments, for the record. */
  digestOf(args: unknown): string;
  /** Where the person of a call connects their own account; absent where nobody can be sent to a page of ours. */
  readonly connectAddressFor?: ConnectAddressFor;
  downloadsFor?(caller: Caller, connection: Connection): DownloadLinks;
  bodiesFor?(caller: Caller, connection: Connection): BodyBases;
  peopleFor?(caller: Caller, connection: Connection, confluence: Confluence): PeopleNames;
  spacesFor(caller: Caller, connection: Connection, confluence: Confluence): SpaceNames;
  readonly clock: Clock;
  readonly ids: NewId;
  readonly random: Random;
  /** Called with what only the log may know of a failed call. */
  onFailure(failure: { readonly callId: string; readonly operation: string; readonly error: AppError }): void;
}

/** The only place an operation is called. The order of the steps is DESIGN §3. */
export function createGateway(parts: GatewayParts): Gateway {
  const { credentials, recorder, clock, policy } = parts;

  const standpointOf = (caller: Caller, narrowing: Standpoint['narrowing']): Standpoint => ({
    governance: policy.of(caller.workspaceId),
    asker: policy.asker(caller),
    narrowing,
    now: clock.now(),
  });

  /** Connections on which the caller has this tool, or the verdict that there is none. */
  function offered(
    standpoint: Standpoint,
    connections: readonly Connection[],
    operation: Operation,
  ): { readonly connections: readonly Connection[]; readonly refused?: Verdict } {
    const found: Connection[] = [];
    let refused: Verdict | undefined;
    for (const connection of connections) {
      if (!operation.platforms[connection.platform]) continue;
      const verdict = listVerdict(standpoint, connection.id, operation);
      if (verdict.outcome === 'deny') refused ??= verdict;
      else found.push(connection);
    }
    return { connections: found, ...(refused && { refused }) };
  }

  const visible: Gateway['visible'] = (caller, narrowing) => {
    const standpoint = standpointOf(caller, narrowing);
    const connections = credentials.connections(caller);
    return parts.catalogue.filter(
      (operation) => offered(standpoint, connections, operation).connections.length > 0,
    );
  };

  const call: Gateway['call'] = async (request) => {
    const { caller, narrowing, operation } = request;
    const startedAt = clock.now();
    const callId = parts.ids('call');
    const fence = createFence(parts.random);
    let entry = entryOf(request, callId, startedAt);
    let intentRecorded = false;
    let connection: Connection | undefined;
    let targets: readonly Target[] = [];
    let standpoint: Standpoint | undefined;

    try {
      standpoint = standpointOf(caller, narrowing);
      entry = { ...entry, policyVersion: standpoint.governance.view.version };
      const all = credentials.connections(caller);
      const { connections, refused } = offered(standpoint, all, operation);
      if (connections.length === 0 && refused) {
        entry = { ...entry, ...judgedColumns(refused) };
        throw refusalOf(refused, operation, []);
      }
      checkLimits(request.args);
      const input = parseArguments(operation.input, request.args);
      connection = chooseConnection(connections, request.connection);
      targets = operation.targets(input);
      entry = {
        ...entry,
        connectionId: connection.id,
        apiOperations: operation.platforms[connection.platform] ?? [],
        targets: targets.map(targetName),
        argumentShape: parts.shapeOf(input),
        // A read is told by its targets; two writes are compared to the last character.
        ...(operation.effect !== 'read' && { argumentDigest: parts.digestOf(input) }),
      };

      const asked: JudgedCall = {
        standpoint,
        connectionId: connection.id,
        operation,
        args: asRecord(input),
      };
      // What the arguments alone decide costs no request; a read is judged by its own answer.
      let verdict = judgeArguments(asked, targets);
      if (verdict.outcome !== 'need') {
        entry = { ...entry, ...judgedColumns(verdict) };
        if (verdict.outcome !== 'allow') throw refusalOf(verdict, operation, targets);
      }
      const confluence = await credentials.confluenceFor(caller, connection);
      const source = { confluence, spaces: parts.spacesFor(caller, connection, confluence) };
      if (verdict.outcome === 'need' && operation.effect !== 'read') {
        verdict = await judgeWrite(asked, targets, source, request.signal);
        entry = { ...entry, ...judgedColumns(verdict) };
        if (verdict.outcome !== 'allow') throw refusalOf(verdict, operation, targets);
      }
      const { obligations } = verdict;

      if (operation.effect !== 'read') {
        await recorder.commit({ ...entry, kind: 'intent' });
        intentRecorded = true;
      }
      const given = await operation.run(
        contextOf(caller, connection, confluence, obligations, request.signal),
        narrowed(standpoint, operation, input, obligations),
      );

      const answer = await judgeAnswer(asked, given, source, request.signal);
      entry = { ...entry, ...judgedColumns(answer.verdict) };
      if (answer.verdict.outcome !== 'allow' || !('output' in answer))
        throw refusalOf(answer.verdict, operation, targets);
      const replied = reply(operation, answer.output, input, request, fence);
      await recordOutcome({ outcome: 'ok', resultSize: replied.text?.length ?? 0 });
      return { ok: true, callId, ...replied };
    } catch (thrown) {
      return fail(toAppError(thrown));
    }

    async function fail(thrown: AppError): Promise<CallResult> {
      // What is hidden and what does not exist read alike, to the last word.
      const hidden = thrown.code === 'not_found' && standpoint !== undefined && hidesContent(standpoint);
      const failed = hidden ? absent(targets) : thrown;
      const error =
        connection && parts.connectAddressFor
          ? await withConnectUrl(failed, { caller, connection }, parts.connectAddressFor)
          : failed;
      parts.onFailure({ callId, operation: operationId(operation), error: thrown });
      const text = errorText(error, fence);
      const { upstreamStatus } = thrown.fields;
      // Where even this cannot be recorded, the intent stands and is reported as "may have happened".
      await recordOutcome({
        outcome: error.code,
        resultSize: text.length,
        ...(upstreamStatus !== undefined && { upstreamStatus }),
      }).catch((failure: unknown) =>
        parts.onFailure({ callId, operation: operationId(operation), error: toAppError(failure) }),
      );
      return { ok: false, callId, error, text };
    }

    /** A write's outcome is durable before the reply; a read's joins the next group commit. */
    async function recordOutcome(
      result: Pick<AuditEntry, 'outcome' | 'resultSize' | 'upstreamStatus'>,
    ): Promise<void> {
      const at = clock.now();
      const outcome: AuditEntry = { ...entry, ...result, kind: 'outcome', at, latencyMs: at - startedAt };
      if (intentRecorded) await recorder.commit(outcome);
      else recorder.enqueue(outcome);
    }
  };

  function contextOf(
    caller: Caller,
    connection: Connection,
    confluence: Confluence,
    obligations: Obligations,
    signal: AbortSignal,
  ): OperationContext {
    return {
      confluence,
      signal,
      ...newContentRules(obligations),
      ...(parts.downloadsFor && { downloads: parts.downloadsFor(caller, connection) }),
      ...(parts.bodiesFor && { bodies: parts.bodiesFor(caller, connection) }),
      ...(parts.peopleFor && { people: parts.peopleFor(caller, connection, confluence) }),
    };
  }

  const refuse: Gateway['refuse'] = (caller, toolName, error = notInToolList(toolName)) => {
    const callId = parts.ids('call');
    recorder.enqueue({
      ...callerColumns(caller),
      kind: 'outcome',
      at: clock.now(),
      callId,
      operation: `tool:${toolName.slice(0, 64)}`,
      decision: 'deny',
      rule: error.code === 'denied' ? 'not in the tool list' : 'not a call',
      outcome: error.code,
    });
    return { ok: false, callId, error, text: errorText(error, createFence(parts.random)) };
  };

  return {
    visible,
    call,
    refuse,
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

/** The arguments of a search with the caller's limits in its query. Raises `not_found` where nothing could be found. */
function narrowed(
  { governance }: Standpoint,
  { query }: Operation,
  input: unknown,
  { profiles }: Obligations,
): unknown {
  if (!query) return input;
  const cql = narrowedQuery(governance, profiles, query.read(input));
  if (cql === undefined) throw nothingToSearch();
  return query.write(input, cql);
}

function nothingToSearch(): AppError {
  return new AppError('denied', 'There is no space that you could search here.', {
    nextStep: 'Ask an administrator which spaces your access profile has.',
  });
}

/** Operations take an object; what conditions see of it. */
function asRecord(input: unknown): Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null ? { ...input } : {};
}

function callerColumns(
  caller: Caller,
): Pick<
  AuditEntry,
  'workspaceId' | 'userId' | 'agentId' | 'transport' | 'clientName' | 'clientVersion' | 'contextId'
> {
  return {
    workspaceId: caller.workspaceId,
    userId: caller.userId,
    agentId: caller.agentId,
    transport: caller.transport,
    ...(caller.clientName !== undefined && { clientName: caller.clientName }),
    ...(caller.clientVersion !== undefined && { clientVersion: caller.clientVersion }),
    ...(caller.contextId !== undefined && { contextId: caller.contextId }),
  };
}

function entryOf({ caller, operation }: CallRequest, callId: string, at: number): AuditEntry {
  return {
    ...callerColumns(caller),
    kind: 'outcome',
    at,
    callId,
    operation: operationId(operation),
    effect: operation.effect,
  };
}
