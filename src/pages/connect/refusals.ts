import { connectPath, type ConnectPlace } from '../../auth/connect/connect-links.ts';
import type { AppError } from '../../kernel/app-error.ts';
import { errorPage } from '../error-page.ts';
import { pageResponse } from '../page.ts';

/** The same for a connection that is not there and for one that is not the reader's. */
export async function unknownConnection(): Promise<Response> {
  const page = await errorPage({
    title: 'Nothing to connect here',
    what: 'There is no such connection, or it is not for you.',
    next: {
      text: 'These are the connections that you have.',
      label: 'Your connections',
      href: '/connections',
    },
  });
  return pageResponse(page, { status: 404 });
}

export async function linkOver(place: ConnectPlace): Promise<Response> {
  const { linkId: _, ...plain } = place;
  const page = await errorPage({
    title: 'This link is over',
    what: 'Links to connect hold for 15 minutes.',
    next: {
      text: 'Connect without it, then call the tool again in your client.',
      label: 'Connect',
      href: connectPath(plain),
    },
  });
  return pageResponse(page, { status: 410 });
}

/** Names nobody: whoever was sent somebody else's link learns nothing of them. */
export async function notTheirLink(): Promise<Response> {
  const page = await errorPage({
    title: 'This link is for somebody else',
    what: 'It was made for the client of another person. Only that person can use it, signed in here.',
    next: {
      text: 'If your client gave you this link, you are signed in with another account than your client: sign out and open the link again. If somebody sent it to you, close this page and tell your administrator.',
      label: 'Your account',
      href: '/account',
    },
  });
  return pageResponse(page, { status: 403 });
}

export async function nothingToConnect(): Promise<Response> {
  const page = await errorPage({
    title: 'Nothing to connect here',
    what: 'This connection uses an account of the workspace, not yours.',
    next: { text: 'Your client can use it as it is.', label: 'Your connections', href: '/connections' },
  });
  return pageResponse(page, { status: 400 });
}

/** `again`: where connecting begins anew. */
export async function notConnected(error: AppError, again: string): Promise<Response> {
  const page = await errorPage({
    title: 'Confluence is not connected',
    what: error.message,
    next: { text: error.fields.nextStep ?? 'Try again in a moment.', label: 'Connect again', href: again },
  });
  return pageResponse(page, { status: error.status });
}
