import { describe, expect, it } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { withRenewal } from './with-renewal.ts';

const dead = (fields = {}): AppError =>
  new AppError('upstream_auth', 'The token is dead.', { credentials: 'dead', ...fields });

/** Attempts with their credentials; those that are listed as dead are refused with `error`. */
function site(refused: readonly string[], error: Error = dead()) {
  const asked: string[] = [];
  let renewals = 0;
  const heard: (AppError | undefined)[] = [];
  return {
    asked,
    heard,
    renewals: () => renewals,
    source: (next: string | undefined) => ({
      authorization: () => Promise.resolve('old'),
      renewAuthorization: (refused: string) => {
        expect(refused).toBe('old');
        renewals += 1;
        return Promise.resolve(next);
      },
      heard: (refusal: AppError | undefined) => Promise.resolve(void heard.push(refusal)),
    }),
    attempt: (authorization: string): Promise<string> => {
      asked.push(authorization);
      return refused.includes(authorization) ? Promise.reject(error) : Promise.resolve('done');
    },
  };
}

describe('a request whose credentials are called dead', () => {
  it('is made once more with new ones', async () => {
    const { asked, attempt, source, heard } = site(['old']);
    expect(await withRenewal(source('new'), attempt)).toBe('done');
    expect(asked).toEqual(['old', 'new']);
    expect(heard).toEqual([undefined]);
  });

  it('is refused where the new ones are dead too', async () => {
    const { asked, attempt, source, renewals, heard } = site(['old', 'new']);
    await expect(withRenewal(source('new'), attempt)).rejects.toMatchObject({ code: 'upstream_auth' });
    expect([asked, renewals()]).toEqual([['old', 'new'], 1]);
    expect(heard).toMatchObject([{ fields: { credentials: 'dead' } }]);
  });

  it('is refused where there are no new ones, or nobody to ask for them', async () => {
    const { asked, attempt, source } = site(['old']);
    await expect(withRenewal(source(undefined), attempt)).rejects.toMatchObject({ code: 'upstream_auth' });
    const { authorization } = source(undefined);
    await expect(withRenewal({ authorization }, attempt)).rejects.toMatchObject({ code: 'upstream_auth' });
    expect(asked).toEqual(['old', 'old']);
  });

  it.each([
    ['a change that may have been made in nobody’s name', dead({ mayHaveHappened: true })],
    ['a missing scope', new AppError('upstream_forbidden', 'A scope is missing.')],
    ['a locked account', new AppError('upstream_auth', 'Confluence wants a CAPTCHA.')],
    ['what is no error of ours', new TypeError('fell over')],
  ])('is not made again for %s', async (_, error) => {
    const { asked, attempt, source, renewals } = site(['old'], error);
    await expect(withRenewal(source('new'), attempt)).rejects.toBe(error);
    expect([asked, renewals()]).toEqual([['old'], 0]);
  });

  it('says nothing of its credentials where it failed for another reason', async () => {
    const { attempt, source, heard } = site(['old'], new AppError('upstream_unavailable', 'Down.'));
    await expect(withRenewal(source('new'), attempt)).rejects.toThrow('Down.');
    expect(heard).toEqual([]);
  });
});
