import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../kernel/random.ts';
import { createPasswordHashes } from './password-hash.ts';

const quick = { logN: 10, r: 8, p: 1 };

describe('hashes of passwords', () => {
  it('are each their own, and verify their password alone', async () => {
    const hashes = createPasswordHashes(systemRandom, quick);
    const [one, two] = [await hashes.hash('violet teapot'), await hashes.hash('violet teapot')];
    expect(one).toMatch(/^scrypt\$1\$10\.8\.1\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(two);
    expect(await hashes.verify('violet teapot', one)).toEqual({ isRight: true, isOutdated: false });
    for (const wrong of ['violet teapo', 'Violet teapot', 'violet teapot ', '']) {
      expect((await hashes.verify(wrong, one)).isRight, wrong).toBe(false);
    }
  });

  it('are the same for the same characters in another composition', async () => {
    const hashes = createPasswordHashes(systemRandom, quick);
    const stored = await hashes.hash('caf\u00e9 orbit teapot');
    expect((await hashes.verify('cafe\u0301 orbit teapot', stored)).isRight).toBe(true);
  });

  it('say no where nothing is stored, even to what might be the stand-in', async () => {
    const hashes = createPasswordHashes(systemRandom, quick);
    expect((await hashes.verify('', undefined)).isRight).toBe(false);
    // With all bytes zero the stand-in's key cannot be met either: nothing is stored.
    const zero = createPasswordHashes({ bytes: (length) => new Uint8Array(length) }, quick);
    expect((await zero.verify('x', undefined)).isRight).toBe(false);
  });

  it('made at a lower cost verify, and are known to be outdated', async () => {
    const old = await createPasswordHashes(systemRandom, { logN: 9, r: 8, p: 1 }).hash('violet teapot');
    const hashes = createPasswordHashes(systemRandom, quick);
    expect(await hashes.verify('violet teapot', old)).toEqual({ isRight: true, isOutdated: true });
  });

  it('that were damaged are the database’s fault, not the person’s', async () => {
    const hashes = createPasswordHashes(systemRandom, quick);
    const good = await hashes.hash('violet teapot');
    for (const stored of ['', 'plain', good.slice(0, -1), good.replace('$1$', '$2$'), `${good}$`]) {
      await expect(hashes.verify('violet teapot', stored), stored).rejects.toMatchObject({
        code: 'internal',
        fields: { detail: 'account_passwords.hash' },
      });
    }
  });

  it('are made two at a time, and a crowd is told to come back', async () => {
    const hashes = createPasswordHashes(systemRandom, quick);
    const crowd = await Promise.allSettled(Array.from({ length: 50 }, () => hashes.hash('violet teapot')));
    const refused = crowd.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refused).toHaveLength(50 - 32);
    expect(refused[0]).toMatchObject({ code: 'rate_limited' });
    expect((await hashes.verify('violet teapot', await hashes.hash('violet teapot'))).isRight).toBe(true);
  });
});
