import { AppError } from '../kernel/app-error.ts';
import type { Caller, Connection } from './call.ts';

/** Our address where the caller connects an account of their own; undefined where that is not theirs to do. */
export type ConnectAddressFor = (caller: Caller, connection: Connection) => Promise<string | undefined>;

/**
 * An error of a missing or dead account with the address where its person connects; every other error as it is. Never
 * raises: where no address can be had, the error alone is told.
 */
export async function withConnectUrl(
  error: AppError,
  { caller, connection }: { readonly caller: Caller; readonly connection: Connection },
  addressFor: ConnectAddressFor,
): Promise<AppError> {
  if (error.code !== 'upstream_auth' || error.fields.connectUrl !== undefined) return error;
  try {
    const connectUrl = await addressFor(caller, connection);
    return connectUrl === undefined
      ? error
      : new AppError(error.code, error.message, { ...error.fields, connectUrl });
  } catch {
    return error;
  }
}
