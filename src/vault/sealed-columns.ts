import type { SealedColumn } from '../store/sealed-rows.ts';

interface Registered {
  /** Each purpose has data keys of its own. */
  readonly purpose: 'content' | 'credentials';
  /** What a caller calls the columns that are the table's key. */
  readonly key: Readonly<Record<string, string>>;
}

/** Everything that is ever sealed, so that rotation finds it: what is not listed here cannot be sealed. */
const registered = {
  'approvals.preview_sealed': { purpose: 'content', key: { workspaceId: 'workspace_id', id: 'id' } },
  'audit_streams.secret_sealed': {
    purpose: 'credentials',
    key: { workspaceId: 'workspace_id', id: 'id' },
  },
  'audit_values.sealed': { purpose: 'content', key: { workspaceId: 'workspace_id', callId: 'call_id' } },
  'body_bases.sealed': {
    purpose: 'content',
    key: {
      workspaceId: 'workspace_id',
      personId: 'person_id',
      connectionId: 'connection_id',
      pageId: 'page_id',
      etag: 'etag',
      representation: 'representation',
    },
  },
  'browser_errands.sealed': { purpose: 'credentials', key: { stateHash: 'state_hash' } },
  'connection_secrets.sealed': {
    purpose: 'credentials',
    key: { workspaceId: 'workspace_id', connectionId: 'connection_id', name: 'name' },
  },
  'hooks.secret_sealed': { purpose: 'credentials', key: { workspaceId: 'workspace_id', id: 'id' } },
  'shared_secrets.sealed': { purpose: 'credentials', key: { name: 'name' } },
  'oauth_records.sealed': { purpose: 'credentials', key: { model: 'model', idHash: 'id_hash' } },
  'upstream_grants.access_sealed': { purpose: 'credentials', key: { id: 'id' } },
  'upstream_grants.refresh_sealed': { purpose: 'credentials', key: { id: 'id' } },
} as const satisfies Readonly<Record<string, Registered>>;

export type SealedColumnName = keyof typeof registered;
export type Purpose = Registered['purpose'];

/** Where a sealed value lives: its column and the key of its row. It opens nowhere else. */
export type SealContext = {
  [Name in SealedColumnName]: { readonly column: Name } & {
    readonly [Field in keyof (typeof registered)[Name]['key']]: string;
  };
}[SealedColumnName];

export const sealedColumnNames = Object.keys(registered) as readonly SealedColumnName[];

export const purposes: ReadonlySet<Purpose> = new Set(sealedColumnNames.map(purposeOf));

export function purposeOf(name: SealedColumnName): Purpose {
  return registered[name].purpose;
}

/** The name, where a stored one is still in use. */
export function sealedColumnNamed(name: string): SealedColumnName | undefined {
  return sealedColumnNames.find((candidate) => candidate === name);
}

/** The column as the database knows it. */
export function storedColumn(name: SealedColumnName): SealedColumn {
  const [table = '', column = ''] = name.split('.');
  return { table, column, key: Object.values(registered[name].key) };
}

/** The key of the row, in the order of the column's registration. */
export function rowKeyOf(context: SealContext): readonly string[] {
  const fields: Readonly<Record<string, string>> = context;
  return Object.keys(registered[context.column].key).map((field) => fields[field] ?? '');
}
