import type { ServerError } from '../../auth/server/provider.ts';
import type { AppError } from '../../kernel/app-error.ts';
import { errorPage } from '../error-page.ts';
import { pageResponse, type Page } from '../page.ts';

/** The same for what is unknown, over, forged and another browser's, so that a refusal tells nothing. */
export async function requestOver(): Promise<Response> {
  const over = await errorPage({
    title: 'This request is over',
    what: 'Weir does not know this request of a client any more, or it began in another browser.',
    next: 'Go back to your client and connect again.',
  });
  return pageResponse(over, { status: 400 });
}

/** The same for a workspace that is not there and for one that is not theirs. */
export async function noWorkspace(): Promise<Response> {
  const none = await errorPage({
    title: 'No such workspace',
    what: 'You are not a member of the workspace that this client asks for, or there is none.',
    next: 'Check the address in your client, or ask an administrator of the workspace to add you.',
  });
  return pageResponse(none, { status: 403 });
}

export async function clientBlocked(): Promise<Response> {
  const blocked = await errorPage({
    title: 'Not allowed',
    what: 'This agent is not authorized to use this connector.',
    next: 'An administrator of the workspace has blocked it; they can allow it again.',
  });
  return pageResponse(blocked, { status: 403 });
}

export async function failed({ message, status, fields }: AppError): Promise<Response> {
  const page = await errorPage({
    title: 'That did not work',
    what: message,
    next: fields.nextStep ?? 'Go back to your client and connect again.',
  });
  return pageResponse(page, { status });
}

/** What the OAuth server says to a browser that cannot be sent back to its client. */
export function serverErrorPage({ code, description }: ServerError): Promise<Page> {
  return errorPage({
    title: 'The client asked wrongly',
    what: `Weir cannot serve this request of the client: ${description || code} (${code}).`,
    next: 'Go back to your client and connect again. Whoever makes the client finds the reason in these words.',
  });
}
