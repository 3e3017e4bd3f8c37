import { operationId, type Operation, type Target } from '../operations/operation.ts';
import { defaultClassification } from '../policy/view.ts';
import { checkArgumentSize } from './argument-size.ts';
import type { CallJournal } from './call-journal.ts';
import type { CallRequest, Connection, Credentials } from './call.ts';
import { chooseConnection } from './choose-connection.ts';
import type { HookedCall } from './hooks/hooks.ts';
import type { JudgedCall } from './judge-call.ts';
import { judgedColumns } from './judged-columns.ts';
import { offered } from './offered.ts';
import { parseArguments } from './parse-arguments.ts';
import type { Standpoint } from './policy-questions.ts';
import { refusalOf } from './policy-refusals.ts';
import { targetName } from './targets.ts';

/** What is known of a call when it fails. */
export interface KnownOfCall {
  standpoint?: Standpoint;
  connection?: Connection;
  targets: readonly Target[];
}

/** A call whose arguments are read, before anything of them is judged. */
export interface PreparedCall {
  readonly connection: Connection;
  /** Parsed. */
  readonly input: unknown;
  readonly targets: readonly Target[];
  readonly asked: JudgedCall & { readonly approvedBy: Set<string> };
  readonly hooked: HookedCall;
}

/** Raises `denied` for a tool that the caller has nowhere, `invalid_input` and `too_large` for the arguments. */
export function prepareCall(
  parts: {
    readonly credentials: Credentials;
    shapeOf(args: unknown): string;
    digestOf(args: unknown): string;
  },
  request: CallRequest,
  standpoint: Standpoint,
  journal: CallJournal,
  known: KnownOfCall,
): PreparedCall {
  const { caller, operation } = request;
  const all = parts.credentials.connections(caller);
  const { connections, refused } = offered(standpoint, all, operation);
  if (connections.length === 0 && refused) {
    journal.note(judgedColumns(refused));
    throw refusalOf(refused, operation, []);
  }
  checkArgumentSize(request.args);
  const input = parseArguments(operation.input, request.args);
  const connection = chooseConnection(connections, request.connection);
  const targets = operation.targets(input);
  Object.assign(known, { connection, targets });
  const named = targets.map(targetName);
  journal.note({
    connectionId: connection.id,
    apiOperations: operation.platforms[connection.platform] ?? [],
    targets: named,
    argumentShape: parts.shapeOf(input),
    argumentSize: JSON.stringify(input).length,
    // A read is told by its targets; two writes are compared to the last character.
    ...(operation.effect !== 'read' && { argumentDigest: parts.digestOf(input) }),
  });
  const args = asRecord(input);
  return {
    connection,
    input,
    targets,
    asked: { standpoint, connectionId: connection.id, operation, args, approvedBy: new Set() },
    hooked: {
      workspaceId: caller.workspaceId,
      callId: journal.callId,
      userId: caller.userId,
      agentId: caller.agentId,
      connection: connection.slug,
      operationId: operationId(operation),
      effect: operation.effect,
      classification: classificationOf(standpoint, connection, operation),
      targets: named,
      args,
      ...(operation.query && { query: operation.query.read(input) }),
    },
  };
}

function classificationOf({ governance }: Standpoint, { id }: Connection, operation: Operation) {
  const reviewed = governance.connections.get(id)?.tools.get(operationId(operation));
  return reviewed?.classification ?? defaultClassification(operation.effect);
}

/** Operations take an object; what conditions see of it. */
function asRecord(input: unknown): Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null ? { ...input } : {};
}
