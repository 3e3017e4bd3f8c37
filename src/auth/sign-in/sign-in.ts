import type { Recorder } from '../../audit/record.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Random } from '../../kernel/random.ts';
import { toAppError } from '../../kernel/app-error.ts';
import { ensureAccount, type Account } from '../../store/accounts.ts';
import type { Store } from '../../store/open-store.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Directory, Member } from '../directory.ts';
import type { SignInMethod } from '../sessions/browser-session.ts';
import type { AccountSessions } from '../sessions/create-browser-sessions.ts';
import type { Errands } from '../sessions/errand.ts';
import { createAtlassianWay, type AtlassianSignIn, type AtlassianWay } from './atlassian.ts';
import { createAttempts, type Attempts } from './attempts.ts';
import { createJournal, type NoteAccountEvent } from './journal.ts';
import { createSignInLinks, type SignInLinks } from './links.ts';
import { createOidcProvider, type OidcSettings, type SendRequest } from './oidc-provider.ts';
import { createOidcSignIn, type OidcSignIn } from './oidc.ts';
import { createPasskeys, type Passkeys } from './passkeys.ts';
import { createPasswordHashes } from './password-hash.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import { createProviderAccounts, type ProviderRules } from './provider-accounts.ts';

export interface SignInParts {
  readonly store: Store;
  readonly directory: Pick<Directory, 'memberships' | 'refresh'>;
  readonly recorder: Recorder;
  readonly sessions: AccountSessions;
  readonly errands: Errands;
  readonly ids: NewId;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
  /** Weir's own address, without a slash at the end. */
  readonly address: () => string;
  readonly ways: {
    /** Passkeys and passwords of our own. One-time links always work: they are how the first person gets in. */
    readonly local: boolean;
    readonly oidc?: OidcSettings & { readonly send: SendRequest };
    readonly atlassian?: ProviderRules & { readonly app: AtlassianSignIn };
  };
}

/** How people sign in with a browser: the ways that this installation offers, and what belongs to an account. */
export interface SignIn {
  readonly links: SignInLinks;
  /** Absent where accounts of our own are switched off. */
  readonly local?: { readonly passkeys: Passkeys; readonly passwords: Passwords };
  readonly oidc?: OidcSignIn;
  readonly atlassian?: AtlassianWay;
  /** Puts the sign-in on record and opens a session; answers the value of `Set-Cookie`. */
  open(account: Pick<Account, 'id'>, method: SignInMethod, request: Request): Promise<string>;
  /** Of whoever tries something that could be guessed. */
  readonly attempts: Attempts;
  readonly note: NoteAccountEvent;
  memberships(accountId: string): readonly Member[];
  /** The account of this address, made if there is none; who holds a link for it is trusted to be that person. */
  ensureAccount(email: string, name: string): Promise<Account>;
}

/** Raises `configuration` for ways that cannot be offered. */
export function createSignIn(parts: SignInParts): SignIn {
  const { store, directory, recorder, sessions, errands, ids, random, clock, log, address, ways } = parts;
  const note = createJournal({ store, recorder, ids });
  const attempts = createAttempts(store);
  const shared = { store, errands, random, address, note };
  const accountsUnder = (rules: ProviderRules) =>
    createProviderAccounts({ store, ids, note, refreshDirectory: () => directory.refresh() }, rules);
  const { local, oidc, atlassian } = ways;
  return {
    links: createSignInLinks(shared),
    ...(local && {
      local: {
        passkeys: createPasskeys(shared),
        passwords: createPasswords({
          store,
          note,
          hashes: createPasswordHashes(random),
          attempts,
        }),
      },
    }),
    ...(oidc && {
      oidc: createOidcSignIn({
        ...shared,
        name: oidc.name,
        provider: createOidcProvider(oidc, { send: oidc.send, clock }),
        findAccount: accountsUnder(oidc),
      }),
    }),
    ...(atlassian && {
      atlassian: createAtlassianWay({
        ...shared,
        atlassian: atlassian.app,
        findAccount: accountsUnder(atlassian),
        memberships: (accountId) => directory.memberships(accountId),
        onConnectFailure: (thrown) => {
          const { code, fields } = toAppError(thrown);
          log.warn('sign_in.connect_failed', { code, detail: fields.detail });
        },
      }),
    }),
    attempts,
    async open({ id }, method, request) {
      await note({ event: 'session.started', accountId: id, method });
      return sessions.start(id, method, request);
    },
    note,
    memberships: (accountId) => directory.memberships(accountId),
    async ensureAccount(email, name) {
      return ensureAccount(store.db, { email, name, now: await store.now() }, ids);
    },
  };
}
