import { AppError } from '../../kernel/app-error.ts';
import type { NewId } from '../../kernel/ids.ts';
import { identitiesOf, linkIdentity, useIdentity } from '../../store/account-identities.ts';
import { followGroupsClaim } from '../../store/account-memberships.ts';
import { findAccount, findAccountByEmail, lockAccount, type Account } from '../../store/accounts.ts';
import type { Executor, Store } from '../../store/open-store.ts';
import { ensurePerson } from '../../store/people.ts';
import { bumpRevision } from '../../store/revisions.ts';
import { findWorkspace } from '../../store/workspaces.ts';
import type { SignInMethod } from '../sessions/browser-session.ts';
import type { AccountEvent, NoteAccountEvent } from './journal.ts';

/** Whom a provider lets in. */
export interface ProviderRules {
  /** Domains of email addresses, lower case; absent: every verified address. */
  readonly domains?: readonly string[];
  /** Makes accounts for those who have none, as members without a role of this workspace (its slug). */
  readonly justInTime?: { readonly workspace: string };
}

/** Somebody as a provider says. */
export interface ProviderPerson {
  readonly issuer: string;
  /** The provider's own id, never given to anybody else. */
  readonly subject: string;
  readonly email: string | undefined;
  readonly isEmailVerified: boolean;
  readonly name: string | undefined;
  /** Values of the groups claim; undefined where groups do not follow this provider. */
  readonly groups?: readonly string[];
}

/** Why somebody whom the provider knows is not let in; for the record. */
type Reason =
  | 'email_not_verified'
  | 'domain_not_allowed'
  | 'account_disabled'
  | 'no_account'
  | 'other_identity_linked';

export type ProviderMethod = Extract<SignInMethod, 'oidc' | 'atlassian'>;

/**
 * The account of somebody who signed in at a provider: by the identity that signed in before, else by the verified mail
 * address, else made just in time. Raises `denied` for whoever is not let in. Group memberships by claim follow.
 */
export type FindProviderAccount = (person: ProviderPerson, method: ProviderMethod) => Promise<Account>;

/** Raises `configuration` for rules that would let in everybody who has an address anywhere. */
export function createProviderAccounts(
  parts: {
    readonly store: Store;
    readonly ids: NewId;
    readonly note: NoteAccountEvent;
    /** Reads people and groups anew. */
    readonly refreshDirectory: () => Promise<void>;
  },
  rules: ProviderRules,
): FindProviderAccount {
  const { store, ids, note, refreshDirectory } = parts;
  if (rules.justInTime && !rules.domains?.length) {
    throw new AppError(
      'configuration',
      'Accounts made at sign-in need the domains of their email addresses.',
      {
        nextStep: 'List the domains beside justInTime, or take justInTime away.',
      },
    );
  }

  async function find(tx: Executor, person: ProviderPerson, method: ProviderMethod, now: number) {
    const email = person.email?.trim().toLowerCase();
    const events: AccountEvent[] = [];
    let changed = false;
    const refused = (reason: Reason, account?: Account) => ({ refused: { reason, account } }) as const;
    if (email === undefined || !isAddress(email) || !person.isEmailVerified)
      return refused('email_not_verified');
    if (rules.domains && !rules.domains.includes(domainOf(email))) return refused('domain_not_allowed');

    const knownId = await useIdentity(tx, person, now);
    let account = knownId === undefined ? undefined : await findAccount(tx, knownId);
    if (!account) {
      account = await findAccountByEmail(tx, email);
      if (!account && rules.justInTime) {
        const workspace = await findWorkspace(tx, rules.justInTime.workspace);
        if (!workspace) throw workspaceIsMissing(rules.justInTime.workspace);
        const name = person.name?.trim().slice(0, 200) || email;
        const member = await ensurePerson(tx, { workspaceId: workspace.id, email, name, now }, ids);
        account = member.accountId === undefined ? undefined : await findAccount(tx, member.accountId);
        if (account) events.push({ event: 'account.created', accountId: account.id, method });
        changed = true;
      }
      if (!account) return refused('no_account');
      // An address that was given to a new colleague must not open what was the old one's.
      await lockAccount(tx, account.id);
      const linked = await identitiesOf(tx, account.id);
      if (linked.some(({ issuer, subject }) => issuer === person.issuer && subject !== person.subject))
        return refused('other_identity_linked', account);
      if (account.disabledAt === undefined) {
        await linkIdentity(
          tx,
          { issuer: person.issuer, subject: person.subject, accountId: account.id },
          now,
        );
        events.push({ event: 'account.linked', accountId: account.id, method });
      }
    }
    if (account.disabledAt !== undefined) return refused('account_disabled', account);
    if (person.groups) {
      const follows = await followGroupsClaim(tx, { accountId: account.id, values: person.groups }, now);
      if (follows) events.push({ event: 'account.groups_changed', accountId: account.id, method });
      changed ||= follows;
    }
    if (changed) await bumpRevision(tx, 'directory');
    return { account, events, changed };
  }

  return async (person, method) => {
    const now = await store.now();
    const found = await store.db.transaction().execute((tx) => find(tx, person, method, now));
    if ('refused' in found) {
      const { reason, account } = found.refused;
      await note({ event: 'session.refused', ...(account && { accountId: account.id }), method, reason });
      throw notLetIn(reason);
    }
    for (const event of found.events) await note(event);
    if (found.changed) await refreshDirectory();
    return found.account;
  };
}

/** Told to somebody who proved to the provider who they are: what they read is about themselves. */
function notLetIn(reason: Reason): AppError {
  switch (reason) {
    case 'email_not_verified':
      return new AppError('denied', 'The provider does not say that your email address is verified.', {
        nextStep: 'Verify your address there and sign in again, or ask an administrator of Weir.',
      });
    case 'domain_not_allowed':
    case 'no_account':
      return new AppError('denied', 'There is no account for you in Weir.', {
        nextStep: 'Ask an administrator to add you, or sign in at the provider with your work address.',
      });
    case 'account_disabled':
      return new AppError('denied', 'Your account in Weir is disabled.', {
        nextStep: 'Ask an administrator.',
      });
    case 'other_identity_linked':
      return new AppError('denied', 'Your email address belongs to another identity of the same provider.', {
        nextStep: 'Ask an administrator whether the account of the person before you can go.',
      });
    default:
      return reason satisfies never;
  }
}

function workspaceIsMissing(slug: string): AppError {
  return new AppError('configuration', 'The workspace for new accounts does not exist.', {
    nextStep: 'An administrator finds its name in the log.',
    detail: `justInTime.workspace: ${slug}`,
  });
}

function isAddress(email: string): boolean {
  return email.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(email);
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}
