import { Hono } from 'hono';
import type { Directory } from '../auth/directory.ts';
import type { GrantAdministration } from '../auth/server/grant-administration.ts';
import type { BrowserSession, BrowserSessions } from '../auth/sessions/browser-session.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Log } from '../telemetry/log.ts';
import { seeOther } from './answers.ts';
import { clientsPage } from './clients-page.ts';
import { showErrors } from './page-errors.ts';
import { pageResponse } from './page.ts';
import { readForm, smallForms } from './read-form.ts';

export interface ClientsPagesParts {
  readonly sessions: BrowserSessions;
  readonly directory: Pick<Directory, 'ensureFresh' | 'memberships' | 'workspaces'>;
  readonly grants: Pick<GrantAdministration, 'grants' | 'revokeOwnGrant'>;
  readonly log: Log;
}

/** `/clients`: the MCP clients that somebody let in, in all their workspaces, and the way to end it. */
export function createClientsPages({ sessions, directory, grants, log }: ClientsPagesParts): Hono {
  const app = new Hono();
  app.onError(showErrors(log, 'The change', { label: 'Your clients', href: '/clients' }));

  async function membershipsOf({ accountId }: BrowserSession) {
    await directory.ensureFresh();
    return directory.memberships(accountId);
  }

  app.get('/clients', async (context) => {
    const request = context.req.raw;
    const session = await sessions.of(request);
    if (!session) return seeOther('/sign-in?next=%2Fclients');
    const names = new Map<string, string>();
    const members = await membershipsOf(session);
    for (const { id, name } of directory.workspaces()) names.set(id, name);
    const own = await Promise.all(
      members.map(({ workspaceId, personId }) => grants.grants({ workspaceId, personId })),
    );
    const { name, email } = session;
    const shown = await clientsPage({
      signedIn: { name, email, formToken: sessions.formToken(request) },
      grants: own
        .flat()
        .map((grant) => ({ ...grant, workspaceName: names.get(grant.workspaceId) ?? grant.workspaceId })),
      ...(context.req.query('done') === 'revoked' && { done: 'The client can no longer work as you.' }),
    });
    return pageResponse(shown);
  });

  app.post('/clients/revoke', smallForms, async (context) => {
    const request = context.req.raw;
    const form = await readForm(context);
    const session = await sessions.of(request);
    if (!session) return seeOther('/sign-in?next=%2Fclients');
    sessions.checkForm(request, form.token);
    const member = (await membershipsOf(session)).find(
      ({ workspaceId }) => workspaceId === form.text('workspace'),
    );
    const isEnded = member !== undefined && (await grants.revokeOwnGrant(member, form.text('grant')));
    if (!isEnded) {
      throw new AppError('not_found', 'You let no such client in, or its access has ended already.', {
        nextStep: 'Look at the clients that work as you.',
      });
    }
    return seeOther('/clients?done=revoked');
  });

  return app;
}
