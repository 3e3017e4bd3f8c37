import { AppError } from '../../kernel/app-error.ts';

/**
 * What an authorization server's `error` means for the person (RFC 6749 §4.1.2.1; facts: confluence-api §13, §14). Its own
 * words come through the address bar, where anybody can put them: none of them is shown.
 */
export function callbackErrorOf(error: string | undefined): AppError {
  switch (error) {
    case 'access_denied':
      return new AppError(
        'upstream_auth',
        'You did not allow it, so Confluence stays as it was: not connected.',
        {
          nextStep: 'Connect again when you want to; nothing was changed.',
        },
      );
    case 'invalid_scope':
      return new AppError(
        'upstream_forbidden',
        'Confluence does not let this app ask for what Weir asked for.',
        {
          nextStep:
            'An administrator adds the scopes of this connection to the app (or a higher scope to the application link), then you connect again.',
          detail: 'callback: invalid_scope',
        },
      );
    case 'unauthorized_client':
    case 'unsupported_response_type':
    case 'invalid_request':
      return new AppError('upstream_auth', 'Confluence does not accept the app of this connection.', {
        nextStep:
          'An administrator compares its client id and callback address with those of this connection.',
        detail: `callback: ${error}`,
      });
    case 'server_error':
    case 'temporarily_unavailable':
      return new AppError('upstream_unavailable', 'Confluence could not finish signing you in.', {
        nextStep: 'Connect again in a moment.',
        detail: `callback: ${error}`,
      });
    default:
      return new AppError('upstream_auth', 'Confluence sent you back without its consent.', {
        nextStep: 'Connect again; if it stays like this, tell an administrator.',
        detail: error === undefined ? 'callback: neither code nor error' : 'callback: an unknown error',
      });
  }
}
