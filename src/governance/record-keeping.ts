import { dayMs, recordKeeping, type RecordKeeping } from '../audit/record-keeping.ts';
import type { Change } from '../auth/administration/change.ts';
import { shortenValues } from '../store/audit-values.ts';
import { writeSetting } from '../store/settings.ts';

/** How long the record of a workspace, or of what belongs to none, is kept from now on. A shorter time counts for the values that are there as well. */
export async function changeKeeping(
  { tx, now, note }: Change,
  scope: string,
  keeping: RecordKeeping,
): Promise<void> {
  const before = await recordKeeping(tx, scope);
  await writeSetting(tx, { name: 'record.keeping', value: keeping, scope, now });
  if (keeping.valuesDays < before.valuesDays) await shortenValues(tx, scope, keeping.valuesDays * dayMs);
  const details = Object.entries(keeping).map(([name, value]) => `${name} ${value ?? 'for good'}`);
  note({ workspaceId: scope, operation: 'record_keeping.changed', details });
}
