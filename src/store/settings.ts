import { z } from 'zod';
import { governanceSettings } from './governance-settings.ts';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';

/** Whose arguments may be kept with the record. */
export const keptValues = ['off', 'writes', 'all'] as const;
/** For how many days something of the record may be kept. */
export const keepingDays = z.int().min(1).max(36_500);

/** What a setting of this name holds. */
const values = {
  /** Whether MCP clients may register themselves at our OAuth server (RFC 7591). */
  'oauth.dynamic_registration': jsonColumn('settings.value_json', z.boolean()),
  /** Hosts whose client metadata documents are taken; absent or empty: all public ones. */
  'oauth.client_hosts': jsonColumn('settings.value_json', z.array(z.string())),
  /** Switches of a workspace's governance. */
  governance: jsonColumn('settings.value_json', governanceSettings),
  /** The version of Weir that started last: older processes leave what it discovered alone. */
  'discovery.version': jsonColumn('settings.value_json', z.string()),
  /** How long a workspace's record is kept, and whose arguments with it. */
  'record.keeping': jsonColumn(
    'settings.value_json',
    z.strictObject({
      values: z.enum(keptValues),
      valuesDays: keepingDays,
      days: keepingDays.nullable(),
    }),
  ),
} as const;

export type SettingName = keyof typeof values;
export type SettingValue<N extends SettingName> = z.output<(typeof values)[N]['schema']>;

/** The scope of what holds for the installation; a workspace's scope is its id. */
export const installation = 'installation';

/** Undefined where nobody has set it. */
export async function readSetting<N extends SettingName>(
  db: Executor,
  name: N,
  scope: string = installation,
): Promise<SettingValue<N> | undefined> {
  const row = await db
    .selectFrom('settings')
    .select('value_json')
    .where('scope', '=', scope)
    .where('name', '=', name)
    .executeTakeFirst();
  // The schema of this very name read it.
  return row && (values[name].read(row.value_json) as SettingValue<N>);
}

export async function writeSetting<N extends SettingName>(
  db: Executor,
  setting: {
    readonly name: N;
    readonly value: SettingValue<N>;
    readonly scope?: string;
    readonly now: number;
  },
): Promise<void> {
  const changing = { value_json: JSON.stringify(setting.value), updated_at: setting.now };
  await db
    .insertInto('settings')
    .values({ scope: setting.scope ?? installation, name: setting.name, ...changing })
    .onConflict((conflict) => conflict.columns(['scope', 'name']).doUpdateSet(changing))
    .execute();
}
