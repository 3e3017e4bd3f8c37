import type { Store } from '../../src/store/open-store.ts';
import type { Recorder } from '../../src/audit/record.ts';

/** Governance on record as `operation person targets; details`, the oldest first. */
export async function recordOf(
  {
    foundation,
  }: { readonly foundation: { readonly store: Store; readonly recorder: Pick<Recorder, 'flush'> } },
  workspaceId: string,
  operation = '%',
): Promise<string[]> {
  await foundation.recorder.flush();
  const rows = await foundation.store.db
    .selectFrom('audit_records')
    .select(['operation', 'user_id', 'targets_json', 'details_json'])
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', 'governance')
    .where('operation', 'like', operation)
    .orderBy('at')
    .orderBy('seq')
    .execute();
  const words = (json: string | null): string => (JSON.parse(json ?? '[]') as string[]).join(' ');
  return rows.map((row) =>
    `${row.operation} ${row.user_id} ${words(row.targets_json)}; ${words(row.details_json)}`.trim(),
  );
}
