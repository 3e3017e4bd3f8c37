import { AppError } from '../kernel/app-error.ts';

/** Where a client has its credentials from. */
export interface CredentialSource {
  /** The value of the Authorization header, fetched anew for each request. */
  readonly authorization: () => Promise<string>;
  /** Another value in place of one that the site called dead; undefined where there is none. */
  readonly renewAuthorization?: ((refused: string) => Promise<string | undefined>) | undefined;
  /**
   * Told what each answer said of the credentials: undefined where the site took them, the refusal where it called them dead
   * and no others helped; every other failure says nothing of them. Must not raise.
   */
  readonly heard?: ((refusal: AppError | undefined) => Promise<void>) | undefined;
}

/**
 * Makes a request, and once more with new credentials where the site called them dead: it refused to do anything with
 * those, so that a write may be repeated too. Not where it may have been made all the same, in nobody's name.
 */
export async function withRenewal<T>(
  source: CredentialSource,
  attempt: (authorization: string) => Promise<T>,
): Promise<T> {
  let done: T;
  try {
    done = await renewing(source, attempt);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.fields.credentials === 'dead') await source.heard?.(thrown);
    throw thrown;
  }
  await source.heard?.(undefined);
  return done;
}

async function renewing<T>(
  { authorization, renewAuthorization }: CredentialSource,
  attempt: (authorization: string) => Promise<T>,
): Promise<T> {
  const used = await authorization();
  try {
    return await attempt(used);
  } catch (thrown) {
    if (!renewAuthorization || !(thrown instanceof AppError)) throw thrown;
    const { credentials, mayHaveHappened } = thrown.fields;
    if (credentials !== 'dead' || mayHaveHappened === true) throw thrown;
    const renewed = await renewAuthorization(used);
    if (renewed === undefined) throw thrown;
    return attempt(renewed);
  }
}
