import { describe, expect, it } from 'vitest';
import type { AuthMode } from '../../store/auth-modes.ts';
import { readEntered, type Entered } from './entered-credentials.ts';

const decoded = (authorization: string): string => {
  const [scheme = '', credentials = ''] = authorization.split(' ');
  return scheme === 'Basic' ? `Basic ${Buffer.from(credentials, 'base64').toString('utf8')}` : authorization;
};

describe('credentials that somebody typed', () => {
  it.each<[string, AuthMode, Entered, string]>([
    [
      'address and token in one field',
      'api_token_per_user',
      { text: 'ann@example.com:tok=1' },
      'Basic ann@example.com:tok=1',
    ],
    [
      'with white space around them',
      'api_token_per_user',
      { text: ' ann@example.com:tok\r\n' },
      'Basic ann@example.com:tok',
    ],
    [
      'in two fields',
      'api_token_per_user',
      { username: ' ann@example.com ', password: ' tok\n' },
      'Basic ann@example.com:tok',
    ],
    ['a password with colons and spaces', 'basic_per_user', { text: 'ann: a:b c ' }, 'Basic ann: a:b c'],
    [
      'a password in any script',
      'basic_per_user',
      { username: 'ann', password: ' пароль ' },
      'Basic ann: пароль ',
    ],
    ['a personal access token', 'pat_per_user', { text: '\tMDEyMzQ1\n' }, 'Bearer MDEyMzQ1'],
    ['a token with its scheme', 'access_token', { text: 'bearer eyJ0.x.y' }, 'Bearer eyJ0.x.y'],
  ])('make a header: %s', (_, mode, entered, header) => {
    expect(decoded(readEntered(mode, entered).authorization)).toBe(header);
  });

  it.each<[string, AuthMode, Entered]>([
    ['a token without an address', 'api_token_per_user', { text: 'ATATT3x' }],
    ['an address without a token', 'api_token_per_user', { text: 'ann@example.com:' }],
    ['a token without an address before the colon', 'api_token_per_user', { text: ':ATATT3x' }],
    ['two fields, one empty', 'basic_per_user', { username: '', password: 'x' }],
    ['an empty password', 'basic_per_user', { username: 'ann', password: '' }],
    ['a user name with a colon', 'basic_per_user', { username: 'ann:x', password: 'y' }],
    ['a token with a break inside', 'pat_per_user', { text: 'MDEy\nMzQ1' }],
    ['a whole sentence', 'pat_per_user', { text: 'my token is MDEy' }],
    ['nothing', 'access_token', { text: '  ' }],
    ['a scheme alone', 'access_token', { text: 'Bearer ' }],
    ['a megabyte', 'pat_per_user', { text: 'x'.repeat(1_000_000) }],
    ['letters that no header holds', 'access_token', { text: 'töken' }],
    ['a name with a password where a token is wanted', 'pat_per_user', { username: 'ann', password: 'x' }],
    ['anything where the connection has an account of its own', 'api_token', { text: 'a@b:c' }],
    ['anything where consent is wanted', 'oauth', { text: 'a@b:c' }],
  ])('are refused: %s', (_, mode, entered) => {
    expect(() => readEntered(mode, entered)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  it('are not in what is said of them', () => {
    let said = '';
    try {
      readEntered('pat_per_user', { text: 'canary token' });
    } catch (error) {
      said = `${String(error)} ${JSON.stringify(error)}`;
    }
    expect(said).toContain('This is no token');
    expect(said).not.toContain('canary');
  });
});
