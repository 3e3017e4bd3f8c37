import { operationId, type Operation } from '../operations/operation.ts';
import type { Governance } from '../policy/compile-governance.ts';
import type { Detector } from '../policy/masking/detector.ts';
import { judge } from '../policy/judge.ts';
import type { AskedOperation, Asker, GovernedQuestion, Phase, Verdict } from '../policy/question.ts';
import { standingOf } from '../policy/standing.ts';
import type { Caller, Narrowing } from './call.ts';

/** Where the pipeline finds what policy reads. */
export interface PolicySource {
  /** Raises `upstream_unavailable` where nobody can tell what holds now. */
  of(workspaceId: string): Governance;
  /** Who calls, as policy knows them. */
  asker(caller: Caller): Asker;
  /** Masking detectors of the workspace's own. */
  detectors?(workspaceId: string): readonly Detector[];
  /** Called with the workspaces whose governance is another one now. */
  onChange?(listener: (workspaceIds: ReadonlySet<string>) => void): void;
}

/** Everything that is the same for all questions about one request. */
export interface Standpoint {
  readonly governance: Governance;
  readonly asker: Asker;
  readonly narrowing: Narrowing;
  readonly now: number;
}

const known = new WeakMap<Operation, AskedOperation>();

/** An operation as policy knows it; the same object each time, which policy remembers cases by. */
export function askedOperation(operation: Operation): AskedOperation {
  let asked = known.get(operation);
  if (!asked) {
    asked = {
      id: operationId(operation),
      group: operation.group,
      effect: operation.effect,
      declaresTargets: true,
    };
    known.set(operation, asked);
  }
  return asked;
}

export function questionOf(
  { asker, narrowing, now }: Standpoint,
  connectionId: string,
  operation: Operation,
  phase: Phase,
  approvedBy?: ReadonlySet<string>,
): GovernedQuestion {
  return {
    asker,
    narrowing,
    connectionId,
    operation: askedOperation(operation),
    phase,
    now,
    ...(approvedBy && { approvedBy }),
  };
}

/** Whether a tool is shown: whether some call of it could be allowed. */
export function listVerdict(standpoint: Standpoint, connectionId: string, operation: Operation): Verdict {
  return judge(standpoint.governance, questionOf(standpoint, connectionId, operation, { kind: 'list' }));
}

/** Whether anything is hidden from this caller that Confluence would show: then what is absent and what is hidden read alike. */
export function hidesContent({ governance, asker, now }: Standpoint): boolean {
  return (
    governance.rules.some(({ aboutTargets }) => aboutTargets) ||
    standingOf(governance, asker, now).profiles.some(({ limits }) => limits !== undefined)
  );
}
