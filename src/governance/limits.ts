import type { Change } from '../auth/administration/change.ts';
import { eachSubject, listLimits, putLimit, removeLimit, type StoredLimit } from '../store/call-limits.ts';
import type { GovernanceParts } from './change-governance.ts';
import { checkKnown, loadNames, type Names } from './names.ts';

/** Sets how much somebody or something may call. Raises `invalid_input` for a subject that does not exist. */
export async function saveLimit(
  { ids, catalogue }: Pick<GovernanceParts, 'ids' | 'catalogue'>,
  { tx, now, note }: Change,
  workspaceId: string,
  limit: Pick<StoredLimit, 'subjectKind' | 'subject' | 'measure' | 'amount'>,
): Promise<StoredLimit> {
  const { subjectKind, subject, measure } = limit;
  if (subject !== eachSubject) {
    const known = subjectsOf(await loadNames(tx, workspaceId, catalogue))[subjectKind];
    checkKnown('The limit', subjectKind, [subject], known);
  }
  const isNew = !(await listLimits(tx, workspaceId)).some(
    (one) => one.subjectKind === subjectKind && one.subject === subject && one.measure === measure,
  );
  const saved = await putLimit(tx, { workspaceId, ...limit, now }, ids);
  note({ workspaceId, operation: isNew ? 'limit.created' : 'limit.changed', ...inRecord(saved) });
  return saved;
}

export async function dropLimit({ tx, note }: Change, limit: StoredLimit): Promise<void> {
  await removeLimit(tx, limit);
  note({ workspaceId: limit.workspaceId, operation: 'limit.removed', ...inRecord(limit) });
}

/** What a limit of each kind may name, by id. */
function subjectsOf(
  names: Names,
): Readonly<Record<StoredLimit['subjectKind'], { has(id: string): boolean }>> {
  return {
    person: names.people,
    agent: names.agents,
    tool: names.operations,
    profile: names.profiles,
    connection: names.connections,
  };
}

function inRecord({ id, subjectKind, subject, measure, amount }: StoredLimit) {
  return {
    targets: [`limit:${id}`],
    details: [`of ${subjectKind} ${subject}`, `${measure} ${amount}`],
  };
}
