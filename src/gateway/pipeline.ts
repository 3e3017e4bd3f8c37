import type { AuditEntry, Recorder } from '../audit/record.ts';
import type { Confluence } from '../confluence/ports.ts';
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
import { decide, type Decision, type Narrowing, type Profile } from '../policy/decide.ts';
import type { CallRequest, Caller, Connection, Credentials, Gateway } from './call.ts';
import { withConnectUrl, type ConnectAddressFor } from './connect-url.ts';
import { errorText } from './error-text.ts';
import { createFence } from './fence.ts';
import { checkLimits } from './limits.ts';
import { parseArguments } from './parse-arguments.ts';
import { reply } from './reply.ts';
import { targetName } from './targets.ts';

export interface GatewayParts {
  readonly catalogue: readonly Operation[];
  readonly credentials: Credentials;
  readonly recorder: Recorder;
  /** Names and types of arguments, for the record; never their values. */
  shapeOf(args: unknown): string;
  /** Keyed digest of arguments, for the record. */
  digestOf(args: unknown): string;
  profileOf(caller: Caller): Profile | undefined;
  /** Where the person of a call connects their own account; absent where nobody can be sent to a page of ours. */
  readonly connectAddressFor?: ConnectAddressFor;
  downloadsFor?(caller: Caller, connection: Connection): DownloadLinks;
  bodiesFor?(caller: Caller, connection: Connection): BodyBases;
  peopleFor?(caller: Caller, connection: Connection, confluence: Confluence): PeopleNames;
  readonly clock: Clock;
  readonly ids: NewId;
  readonly random: Random;
  /** Called with what only the log may know of a failed call. */
  onFailure(failure: { readonly callId: string; readonly operation: string; readonly error: AppError }): void;
}

/** One text for what is hidden and for what does not exist, so that a refusal tells nothing (DESIGN §10). */
export function notInToolList(toolName: string): AppError {
  return new AppError('denied', `Access denied: tool ${toolName} is not in your current tool list.`, {
    nextStep: 'List the tools again and use one of those, or ask an administrator for access.',
  });
}

/** The only place an operation is called. The order of the steps is DESIGN §3. */
export function createGateway(parts: GatewayParts): Gateway {
  const { credentials, recorder, clock } = parts;

  const judge = (
    caller: Caller,
    narrowing: Narrowing,
    operation: Operation,
    targets?: readonly Target[],
  ): Decision =>
    decide({
      operation: { id: operationId(operation), group: operation.group, effect: operation.effect },
      profile: parts.profileOf(caller),
      narrowing,
      ...(targets && { targets }),
    });

  const visible: Gateway['visible'] = (caller, narrowing) => {
    const platforms = new Set(credentials.connections(caller).map((connection) => connection.platform));
    return parts.catalogue.filter(
      (operation) =>
        [...platforms].some((platform) => operation.platforms[platform]) &&
        judge(caller, narrowing, operation).outcome === 'allow',
    );
  };

  const call: Gateway['call'] = async (request) => {
    const { caller, narrowing, operation } = request;
    const startedAt = clock.now();
    const callId = parts.ids('call');
    const fence = createFence(parts.random);
    let entry = entryOf(request, callId, startedAt);
    let decision = judge(caller, narrowing, operation);
    let intentRecorded = false;
    let connection: Connection | undefined;

    try {
      if (decision.outcome === 'deny') throw notInToolList(operation.name);
      checkLimits(request.args);
      const input = parseArguments(operation.input, request.args);
      connection = chooseConnection(credentials.connections(caller), request.connection, operation);
      const targets = operation.targets(input);
      entry = {
        ...entry,
        connectionId: connection.id,
        apiOperations: operation.platforms[connection.platform] ?? [],
        targets: targets.map(targetName),
        argumentShape: parts.shapeOf(input),
        // A read is told by its targets; two writes are compared to the last character.
        ...(operation.effect !== 'read' && { argumentDigest: parts.digestOf(input) }),
      };

      decision = judge(caller, narrowing, operation, targets);
      if (decision.outcome === 'deny') throw notInToolList(operation.name);

      const confluence = await credentials.confluenceFor(caller, connection);
      const context: OperationContext = {
        confluence,
        signal: request.signal,
        ...(parts.downloadsFor && { downloads: parts.downloadsFor(caller, connection) }),
        ...(parts.bodiesFor && { bodies: parts.bodiesFor(caller, connection) }),
        ...(parts.peopleFor && { people: parts.peopleFor(caller, connection, confluence) }),
      };
      if (operation.effect !== 'read') {
        await recorder.commit({ ...entry, kind: 'intent', decision: 'allow', rule: decision.rule });
        intentRecorded = true;
      }

      const output = await operation.run(context, input);

      decision = judge(caller, narrowing, operation, operation.resultTargets(output));
      if (decision.outcome === 'deny') throw notInToolList(operation.name);

      const answer = reply(operation, output, input, request, fence);
      await recordOutcome({ outcome: 'ok', resultSize: answer.text?.length ?? 0 });
      return { ok: true, callId, ...answer };
    } catch (thrown) {
      const failed = toAppError(thrown);
      const error =
        connection && parts.connectAddressFor
          ? await withConnectUrl(failed, { caller, connection }, parts.connectAddressFor)
          : failed;
      parts.onFailure({ callId, operation: operationId(operation), error });
      const text = errorText(error, fence);
      const { upstreamStatus } = error.fields;
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
      const outcome: AuditEntry = {
        ...entry,
        ...result,
        kind: 'outcome',
        at: clock.now(),
        decision: decision.outcome,
        rule: decision.rule,
        latencyMs: clock.now() - startedAt,
      };
      if (intentRecorded) await recorder.commit(outcome);
      else recorder.enqueue(outcome);
    }
  };

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

  return { visible, call, refuse, connections: (caller) => credentials.connections(caller) };
}

function chooseConnection(
  reachable: readonly Connection[],
  wanted: string | undefined,
  operation: Operation,
): Connection {
  const served = reachable.filter((connection) => operation.platforms[connection.platform]);
  const slugs = served.map((connection) => connection.slug).join(', ');
  if (wanted !== undefined) {
    const found = served.find((connection) => connection.slug === wanted);
    if (found) return found;
    throw new AppError('invalid_input', `There is no connection "${wanted}" for this tool.`, {
      nextStep:
        served.length > 0 ? `Use one of: ${slugs}.` : 'Ask an administrator to connect a Confluence site.',
    });
  }
  const [only, ...others] = served;
  if (!only) {
    throw new AppError('upstream_auth', 'No Confluence site is connected for you.', {
      nextStep: 'Ask an administrator to connect one.',
    });
  }
  if (others.length === 0) return only;
  throw new AppError('invalid_input', 'You reach several Confluence sites and the call names none.', {
    nextStep: `Add "connection" with one of: ${slugs}.`,
  });
}

function callerColumns(
  caller: Caller,
): Pick<AuditEntry, 'workspaceId' | 'userId' | 'agentId' | 'transport' | 'clientName' | 'clientVersion'> {
  return {
    workspaceId: caller.workspaceId,
    userId: caller.userId,
    agentId: caller.agentId,
    transport: caller.transport,
    ...(caller.clientName !== undefined && { clientName: caller.clientName }),
    ...(caller.clientVersion !== undefined && { clientVersion: caller.clientVersion }),
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
