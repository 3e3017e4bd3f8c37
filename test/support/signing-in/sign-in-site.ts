import type { Hono } from 'hono';
import { openFoundation, type Foundation } from '../../../src/app/foundation.ts';
import { openDirectory, type Directory } from '../../../src/auth/directory.ts';
import { createBrowserForms } from '../../../src/auth/sessions/browser-forms.ts';
import {
  createBrowserSessions,
  type AccountSessions,
} from '../../../src/auth/sessions/create-browser-sessions.ts';
import { createErrands } from '../../../src/auth/sessions/create-errands.ts';
import { createSignIn, type SignIn, type SignInParts } from '../../../src/auth/sign-in/sign-in.ts';
import { createHttpApp } from '../../../src/http/app.ts';
import { jsonRpcError } from '../../../src/http/json-rpc-error.ts';
import { listen } from '../../../src/http/listen.ts';
import { createMcpHttpHandler } from '../../../src/mcp/http-handler.ts';
import { createProtocol } from '../../../src/mcp/protocol.ts';
import { createAccountPages } from '../../../src/pages/account-routes.ts';
import { errorPage } from '../../../src/pages/error-page.ts';
import { createSignInPages } from '../../../src/pages/sign-in-routes.ts';
import type { Account } from '../../../src/store/accounts.ts';
import type { StoreLocation } from '../../../src/store/open-store.ts';
import { ensurePerson } from '../../../src/store/people.ts';
import { bumpRevision } from '../../../src/store/revisions.ts';
import { ensureWorkspace, type Workspace } from '../../../src/store/workspaces.ts';
import type { Log } from '../../../src/telemetry/log.ts';
import { quietLog } from '../kept-log.ts';
import { formBrowser, type FormBrowser } from '../form-browser.ts';
import { testAuditKey, testMasterKeys } from '../weir.ts';

/** Weir's pages for signing in, served, with the parts that they stand on. */
export interface SignInSite {
  readonly url: string;
  readonly foundation: Foundation;
  readonly directory: Directory;
  readonly sessions: AccountSessions;
  readonly signIn: SignIn;
  readonly workspace: Workspace;
  /** A person of the workspace with the account they sign in with: `ada@weir.test`. */
  addPerson(name: string): Promise<Account>;
  /** A browser that is signed in by a one-time link, and shows the account page. */
  signedIn(account: Account): Promise<FormBrowser>;
  /** What is on record, as `event outcome reason`, in order; what `addPerson` and `signedIn` leave is in it. */
  recorded(): Promise<readonly string[]>;
  close(): Promise<void>;
}

type Ways = SignInParts['ways'];

/** What a way to sign in may stand on. */
export interface WaysNeed {
  readonly url: () => string;
  readonly foundation: Foundation;
  readonly directory: Directory;
}

/** `localhost`, since passkeys do not work at bare addresses. `mounts` come after ours. */
export async function startSignInSite(
  ways: (site: WaysNeed) => Ways = () => ({ local: true }),
  {
    host = 'localhost',
    log = quietLog,
    mounts = [],
    database = { kind: 'sqlite', file: ':memory:' },
  }: {
    readonly host?: string;
    readonly log?: Log;
    readonly mounts?: readonly Hono[];
    readonly database?: StoreLocation;
  } = {},
): Promise<SignInSite> {
  const foundation = await openFoundation({
    database,
    auditKey: testAuditKey,
    masterKeys: testMasterKeys,
    log,
  });
  const { store, ids, recorder } = foundation;
  const directory = await openDirectory(foundation);
  const now = await store.now();
  const workspace = await ensureWorkspace(store.db, { slug: 'main', name: 'Acme', now }, ids);
  let url = '';
  const address = (): string => url;
  const shared = { ...foundation, directory, address };
  const sessions = createBrowserSessions(shared);
  const signIn = createSignIn({
    ...shared,
    sessions,
    errands: createErrands(shared),
    ways: ways({ url: address, foundation, directory }),
  });
  const protocol = createProtocol(
    { tools: { list: () => [], call: async () => ({ content: [] }) } },
    { name: 'test', title: 'Test', version: '1' },
    log,
  );
  const listener = await listen(
    createHttpApp({
      gate: async () => jsonRpcError(401, -32_001, 'no MCP here'),
      mcp: createMcpHttpHandler(protocol, log),
      hostnames: [],
      ready: async () => true,
      startPage: () => errorPage({ title: 'Start', what: 'The start page.', next: '' }),
      mounts: [
        createSignInPages({ signIn, sessions, forms: createBrowserForms(shared), log }),
        createAccountPages({
          signIn,
          sessions,
          store,
          workspaceName: (id) => directory.workspaces().find((known) => known.id === id)?.name,
          log,
        }),
        ...mounts,
      ],
      log,
      clock: foundation.clock,
    }),
    { host: '127.0.0.1', port: 0 },
  );
  url = `http://${host}:${listener.port}`;

  return {
    url,
    foundation,
    directory,
    sessions,
    signIn,
    workspace,
    async addPerson(name) {
      const email = `${name.toLowerCase().replaceAll(' ', '.')}@weir.test`;
      await ensurePerson(store.db, { workspaceId: workspace.id, email, name, now: await store.now() }, ids);
      await bumpRevision(store.db, 'directory');
      await directory.refresh();
      return signIn.ensureAccount(email, name);
    },
    async signedIn({ id }) {
      const browser = formBrowser();
      const link = await signIn.links.create(id);
      const shown = await (await browser.open(link.reveal())).submit();
      if (shown.url.pathname !== '/account') throw new Error(`not signed in: ${shown.text}`);
      return browser;
    },
    async recorded() {
      await recorder.flush();
      const rows = await store.db
        .selectFrom('audit_records')
        .select(['operation', 'outcome', 'details_json'])
        .orderBy('seq')
        .execute();
      return rows.map(({ operation, outcome, details_json: details }) => {
        const reason = /"reason (\w+)"/.exec(details ?? '')?.[1];
        return [operation, outcome, reason].filter(Boolean).join(' ');
      });
    },
    async close() {
      directory.close();
      await listener.close(async () => undefined);
      await foundation.close();
    },
  };
}
