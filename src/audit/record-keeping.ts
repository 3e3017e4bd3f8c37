import type { Executor } from '../store/open-store.ts';
import { readSetting, type SettingValue } from '../store/settings.ts';

/**
 * What a workspace keeps: whose arguments (`writes` unless it says otherwise) and for how many days; for how many days the
 * record itself, null for good.
 */
export type RecordKeeping = SettingValue<'record.keeping'>;

export const usualKeeping: RecordKeeping = { values: 'writes', valuesDays: 30, days: null };

export const dayMs = 86_400_000;

export async function recordKeeping(db: Executor, workspaceId: string): Promise<RecordKeeping> {
  return (await readSetting(db, 'record.keeping', workspaceId)) ?? usualKeeping;
}
