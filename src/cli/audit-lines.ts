import type { Tampering } from '../audit/chain-fault.ts';
import type { OpenIntent, RecordFault, RecordReport } from '../audit/record-report.ts';
import type { Restoration } from '../audit/restorations.ts';

/** What people call a workspace; its id where it is gone. */
type NameOf = (workspaceId: string) => string;

/** What `weir audit verify` prints for people. */
export function reportLines(report: RecordReport, nameOf: NameOf): string[] {
  const { chains, records, checkpoints, checkpoint, faults, faultCount, mayHaveHappened, restored } = report;
  const counts = `${many(records, 'record')} in ${many(chains, 'chain')}, ${many(checkpoints, 'checkpoint')}`;
  return [
    ...faults.map((fault) => faultLine(fault, nameOf)),
    ...(faultCount > faults.length ? [`… and ${many(faultCount - faults.length, 'more fault')}`] : []),
    ...mayHaveHappened.map((intent) => intentLine(intent, nameOf)),
    ...restored.map(restorationLine),
    ...(checkpoint ? [`newest checkpoint: ${checkpoint.number} of ${timeOf(checkpoint.at)}`] : []),
    faultCount === 0
      ? `The record is whole: ${counts}.`
      : `The record is NOT whole: ${counts}, ${many(faultCount, 'fault')}.`,
    ...(faultCount > 0 && everythingIsWrong(report)
      ? ['Nothing fits its code: is this the key that the record was written with?']
      : []),
  ];
}

function faultLine(fault: RecordFault, nameOf: NameOf): string {
  switch (fault.kind) {
    case 'chain': {
      const record = fault.recordId === undefined ? '' : ` (${fault.recordId})`;
      return `${words[fault.tampering]}: workspace ${nameOf(fault.workspaceId)}, writer ${fault.writer}, record ${fault.seq}${record}`;
    }
    case 'retirement':
      return `deleted without the key: workspace ${nameOf(fault.workspaceId)}, writer ${fault.writer}, through record ${fault.seq}`;
    case 'checkpoint':
      return `checkpoint ${fault.tampering}: number ${fault.number}`;
    case 'rollback': {
      const where = fault.keptIn === 'head_file' ? 'audit-head.json' : 'the given file';
      return `put back to an older state: checkpoint ${fault.number} of ${where} is not in the database, whose newest is ${fault.newest}`;
    }
    default:
      return fault satisfies never;
  }
}

const words: Readonly<Record<Tampering, string>> = {
  changed: 'changed',
  removed: 'removed',
  moved: 'moved',
  added: 'added',
  rebuilt: 'written anew without the key from here on',
  cut_off: 'cut off from here on',
};

function intentLine(
  { workspaceId, callId, at, operation, userId, targets }: OpenIntent,
  nameOf: NameOf,
): string {
  const what = [operation, ...(targets ?? [])].filter(Boolean).join(' ');
  return `may have happened: ${timeOf(at)} ${what}, workspace ${nameOf(workspaceId)}, person ${userId ?? 'unknown'}, call ${callId}`;
}

function restorationLine({ at, details }: Restoration): string {
  return `restored: ${timeOf(at)}, ${details.join(', ')}; what was recorded after that backup is not here`;
}

/** As with a wrong key: no chain and no checkpoint is right. */
function everythingIsWrong({ faults, chains, checkpoints, checkpoint }: RecordReport): boolean {
  const wrong = faults.filter(({ kind }) => kind === 'chain').length;
  return chains > 0 && wrong === chains && (checkpoints === 0 || !checkpoint);
}

function many(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
