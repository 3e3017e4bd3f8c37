import { AppError } from '../kernel/app-error.ts';
import type { Connection } from './call.ts';

/**
 * The connection that a call means, among those that serve its tool to the caller. One that is hidden reads as one that
 * does not exist. Raises `invalid_input` where it has to be named, `upstream_auth` where there is none at all.
 */
export function chooseConnection(served: readonly Connection[], wanted: string | undefined): Connection {
  const slugs = served.map((connection) => connection.slug).join(', ');
  if (wanted !== undefined) {
    const found = served.find((connection) => connection.slug === wanted);
    if (found) return found;
    throw new AppError('invalid_input', `There is no connection "${wanted}" for this tool.`, {
      nextStep:
        served.length > 0 ? `Use one of: ${slugs}.` : 'Ask an administrator to connect a Confluence site.',
    });
  }
  const [only, ...others] = served;
  if (!only) {
    throw new AppError('upstream_auth', 'No Confluence site is connected for you.', {
      nextStep: 'Ask an administrator to connect one.',
    });
  }
  if (others.length === 0) return only;
  throw new AppError('invalid_input', 'You reach several Confluence sites and the call names none.', {
    nextStep: `Add "connection" with one of: ${slugs}.`,
  });
}
