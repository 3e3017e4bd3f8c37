import { AppError, type AppErrorFields } from '../../kernel/app-error.ts';
import type { Asked } from '../asked.ts';
import type { Answer } from '../http/exchange.ts';

/**
 * The refusal of an answer in which Data Center took our credentials for nobody's. It says so in headers alone: the status
 * may be 200 with the few things that strangers see, or 404 for what they do not (facts: confluence-api §3.4, §14).
 */
export function refusedSignIn(answer: Answer, asked: Asked): AppError | undefined {
  const { headers, status, body } = answer;
  const reasons = textOf(headers['x-seraph-loginreason']).split(/[,\s]+/);
  const refuse = (message: string, nextStep: string, more: AppErrorFields = {}): AppError =>
    new AppError('upstream_auth', message, {
      ...more,
      nextStep,
      detail: `${asked.request} -> ${status} as nobody (${reasons.join(' ')})`,
      upstreamStatus: status,
      // What strangers may write would have been written, as nobody.
      ...(asked.effect === 'write' && { mayHaveHappened: status >= 200 && status < 300 }),
    });
  if (reasons.includes('AUTHENTICATION_DENIED')) {
    if (/basic authentication has been disabled/i.test(body.toString('utf8', 0, 4000))) {
      return refuse(
        'This site does not take user names with passwords.',
        'Use a personal access token, or let an administrator of Confluence allow sign-in by password.',
      );
    }
    return refuse(
      'Confluence wants a CAPTCHA from this account after failed sign-ins.',
      'Sign in to Confluence once in a browser, then try again; check the stored password or token.',
    );
  }
  const anonymous = textOf(headers['x-ausername']).toLowerCase() === 'anonymous';
  if (anonymous || reasons.includes('AUTHENTICATED_FAILED') || leadsToSignIn(answer)) {
    return refuse(
      'Confluence took the credentials for nobody: it answered as anonymous.',
      'Reconnect the account, or replace the token; it is wrong, expired or revoked, or the account may no longer use Confluence.',
      { credentials: 'dead' },
    );
  }
  return undefined;
}

/** Addresses outside the REST API send strangers to the sign-in page. */
function leadsToSignIn({ status, headers }: Pick<Answer, 'status' | 'headers'>): boolean {
  return status >= 300 && status < 400 && /\/login\.action(?:[?#;]|$)/i.test(textOf(headers['location']));
}

function textOf(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}
