import { Hono, type Context } from 'hono';
import type { Directory, Member } from '../auth/directory.ts';
import type { BrowserSession, BrowserSessions } from '../auth/sessions/browser-session.ts';
import type { ApprovalDesk, ShownApproval } from '../gateway/approvals/decide-approvals.ts';
import { AppError } from '../kernel/app-error.ts';
import { findAgent } from '../store/agents.ts';
import type { Store } from '../store/open-store.ts';
import type { Log } from '../telemetry/log.ts';
import { seeOther } from './answers.ts';
import { approvalsPage, approvePage, type NamedApproval } from './approve-page.ts';
import { showErrors } from './page-errors.ts';
import { pageResponse, type SignedIn } from './page.ts';
import { readForm, smallForms } from './read-form.ts';

export interface ApprovePagesParts {
  readonly desk: ApprovalDesk;
  readonly sessions: Pick<BrowserSessions, 'of' | 'formToken' | 'checkForm'>;
  readonly directory: Directory;
  readonly store: Pick<Store, 'db' | 'now'>;
  /** What an operation is called. */
  readonly titleOf: (operationId: string) => string | undefined;
  readonly log: Log;
}

/** `/approvals` and `/approvals/{id}`: where people answer whether single calls may run. */
export function createApprovePages(parts: ApprovePagesParts): Hono {
  const { desk, sessions, directory, store } = parts;
  const app = new Hono();
  app.onError(showErrors(parts.log, 'The approval', { label: 'Go to your approvals', href: '/approvals' }));

  app.get('/approvals', async (context) => {
    const session = await sessions.of(context.req.raw);
    if (!session) return toSignIn('/approvals');
    const waiting: NamedApproval[] = [];
    for (const member of await membershipsOf(session))
      for (const shown of await desk.waitingFor(member)) waiting.push(await named(shown));
    const done = context.req.query('done');
    return pageResponse(
      await approvalsPage(
        waiting,
        signedInOf(context, session),
        done === 'approved' || done === 'denied' ? done : undefined,
      ),
    );
  });

  app.get('/approvals/:id', async (context) => {
    const session = await sessions.of(context.req.raw);
    const id = context.req.param('id');
    if (!session) return toSignIn(`/approvals/${encodeURIComponent(id)}`);
    const { shown } = await find(session, id);
    return pageResponse(
      await approvePage(await named(shown), signedInOf(context, session), await store.now()),
    );
  });

  app.post('/approvals/:id', smallForms, async (context) => {
    const request = context.req.raw;
    const id = context.req.param('id');
    const form = await readForm(context);
    const session = await sessions.of(request);
    if (!session) return toSignIn(`/approvals/${encodeURIComponent(id)}`);
    sessions.checkForm(request, form.token);
    const answer = form.text('answer');
    if (answer !== 'approve' && answer !== 'deny') {
      throw new AppError('invalid_input', 'The form says neither yes nor no.', {
        nextStep: 'Open the approval again and press one of its buttons.',
      });
    }
    const { member } = await find(session, id);
    const { state } = await desk.decide(member, id, answer === 'approve', 'page');
    return seeOther(`/approvals?done=${state === 'denied' ? 'denied' : 'approved'}`);
  });

  return app;

  async function membershipsOf({ accountId }: BrowserSession): Promise<readonly Member[]> {
    await directory.ensureFresh();
    return directory.memberships(accountId);
  }

  /** Of whichever workspace it is. Raises `not_found` as the desk does. */
  async function find(
    session: BrowserSession,
    id: string,
  ): Promise<{ readonly member: Member; readonly shown: ShownApproval }> {
    let failure: unknown;
    for (const member of await membershipsOf(session)) {
      try {
        return { member, shown: await desk.show(member, id) };
      } catch (thrown) {
        if (!(thrown instanceof AppError && thrown.code === 'not_found')) throw thrown;
        failure = thrown;
      }
    }
    throw (
      failure ?? new AppError('not_found', 'You are no member of a workspace.', { nextStep: 'Ask an owner.' })
    );
  }

  async function named(shown: ShownApproval): Promise<NamedApproval> {
    const { workspaceId, connectionId, operationId, agentId } = shown.approval;
    const agent = await findAgent(store.db, { workspaceId, id: agentId });
    const workspace = directory.workspaces().find(({ id }) => id === workspaceId);
    const connection = directory.connection(workspaceId, connectionId);
    return {
      ...shown,
      workspaceName: workspace?.name ?? workspaceId,
      agentName: agent?.name ?? agentId,
      connectionName: connection?.slug ?? connectionId,
      title: parts.titleOf(operationId) ?? operationId,
    };
  }

  function signedInOf(context: Context, { name, email }: BrowserSession): SignedIn {
    return { name, email, formToken: sessions.formToken(context.req.raw) };
  }
}

function toSignIn(next: string): Response {
  return seeOther(`/sign-in?${new URLSearchParams({ next }).toString()}`);
}
