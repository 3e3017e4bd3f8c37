import type { Executor } from './open-store.ts';

/**
 * The first account, by address, that runs the installation or owns a workspace, while no such account has ever had a way
 * to sign in: no password, passkey, identity or session. Undefined as soon as one of them has.
 */
export async function findUnarrived(
  db: Executor,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const rows = await db
    .selectFrom('accounts as account')
    .where('account.disabled_at', 'is', null)
    .where((where) =>
      where.or([
        where('account.is_operator', '=', 1),
        where.exists(
          where
            .selectFrom('people as person')
            .innerJoin('person_roles as role', (join) =>
              join
                .onRef('role.workspace_id', '=', 'person.workspace_id')
                .onRef('role.person_id', '=', 'person.id'),
            )
            .select('role.role')
            .whereRef('person.account_id', '=', 'account.id')
            .where('role.role', '=', 'owner'),
        ),
      ]),
    )
    .select((select) => [
      'account.id',
      'account.name',
      select
        .or([
          select.exists(
            select
              .selectFrom('account_passwords')
              .select('account_id')
              .whereRef('account_id', '=', 'account.id'),
          ),
          select.exists(
            select
              .selectFrom('account_passkeys')
              .select('account_id')
              .whereRef('account_id', '=', 'account.id'),
          ),
          select.exists(
            select
              .selectFrom('account_identities')
              .select('account_id')
              .whereRef('account_id', '=', 'account.id'),
          ),
          select.exists(
            select
              .selectFrom('browser_sessions')
              .select('account_id')
              .whereRef('account_id', '=', 'account.id'),
          ),
        ])
        .as('arrived'),
    ])
    .orderBy('account.email')
    .execute();
  if (rows.some(({ arrived }) => Boolean(arrived))) return undefined;
  const [first] = rows;
  return first && { id: first.id, name: first.name };
}
