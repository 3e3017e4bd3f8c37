import { describe, expect, it } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { stdioSettings } from './stdio-settings.ts';

function complaint(env: Record<string, string>): string {
  const error = thrownBy(() => stdioSettings(env));
  expect(error.code).toBe('configuration');
  expect(JSON.stringify([error.message, error.fields])).not.toContain('canary');
  return `${error.message} ${error.fields.nextStep}`;
}

function thrownBy(work: () => unknown): AppError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
  }
  throw new Error('expected an AppError');
}

describe('stdioSettings', () => {
  const cloud = { CONFLUENCE_URL: 'https://acme.atlassian.net/wiki' };

  it('takes an address and an API token for a Cloud site, and prints neither token', () => {
    const settings = stdioSettings({
      ...cloud,
      CONFLUENCE_EMAIL: 'ada@acme.example',
      CONFLUENCE_API_TOKEN: 'canary',
    });
    expect(JSON.parse(JSON.stringify(settings))).toEqual({
      site: 'https://acme.atlassian.net/wiki',
      platform: 'cloud',
      auth: { mode: 'api_token', email: 'ada@acme.example', token: '[secret]' },
    });
    expect(settings.auth.token.reveal()).toBe('canary');
  });

  it('takes a personal access token for any other site', () => {
    const env = {
      CONFLUENCE_URL: 'https://wiki.acme.example/confluence',
      CONFLUENCE_PERSONAL_TOKEN: 'pat-1',
    };
    expect(stdioSettings(env)).toMatchObject({ platform: 'datacenter', auth: { mode: 'pat' } });
    const both = { ...env, CONFLUENCE_USERNAME: 'ada', CONFLUENCE_API_TOKEN: 'api-1' };
    expect(stdioSettings(both).auth.token.reveal()).toBe('pat-1');
  });

  it('ignores a personal access token where an account of Cloud is given', () => {
    const env = {
      ...cloud,
      CONFLUENCE_EMAIL: 'a@b.c',
      CONFLUENCE_API_TOKEN: 'api-1',
      CONFLUENCE_PERSONAL_TOKEN: 'pat-1',
    };
    expect(stdioSettings(env)).toMatchObject({ platform: 'cloud', auth: { mode: 'api_token' } });
  });

  it('takes an address and an API token for a Cloud site behind another name', () => {
    const env = {
      CONFLUENCE_URL: 'http://127.0.0.1:7401',
      CONFLUENCE_EMAIL: 'a@b.c',
      CONFLUENCE_API_TOKEN: 't',
    };
    expect(stdioSettings(env)).toMatchObject({ site: 'http://127.0.0.1:7401', platform: 'cloud' });
  });

  it.each([
    [
      { ATLASSIAN_SITE_NAME: 'acme', ATLASSIAN_USER_EMAIL: 'a@b.c', ATLASSIAN_API_TOKEN: 't' },
      'acme',
      'a@b.c',
    ],
    [{ ...cloud, CONFLUENCE_USERNAME: 'u@b.c', CONFLUENCE_API_TOKEN: 't' }, cloud.CONFLUENCE_URL, 'u@b.c'],
    [
      {
        ATLASSIAN_SITE_NAME: 'other',
        ATLASSIAN_USER_EMAIL: 'last@b.c',
        CONFLUENCE_USERNAME: 'second@b.c',
        CONFLUENCE_EMAIL: ' first@b.c ',
        CONFLUENCE_URL: 'acme.atlassian.net',
        CONFLUENCE_API_TOKEN: 't',
      },
      'acme.atlassian.net',
      'first@b.c',
    ],
    [
      {
        ...cloud,
        CONFLUENCE_EMAIL: '${CONFLUENCE_EMAIL}',
        CONFLUENCE_USERNAME: 'u@b.c',
        CONFLUENCE_API_TOKEN: 't',
      },
      cloud.CONFLUENCE_URL,
      'u@b.c',
    ],
  ])('knows the names that people have set for other servers, its own first: %j', (env, site, email) => {
    expect(stdioSettings(env)).toMatchObject({ site, auth: { email } });
  });

  it('names what is missing, and how to set it', () => {
    expect(complaint({})).toBe(
      'The environment names no Confluence site: CONFLUENCE_URL (or ATLASSIAN_SITE_NAME) is not set. Set CONFLUENCE_URL.',
    );
    expect(complaint(cloud)).toBe(
      'The environment names no account: CONFLUENCE_EMAIL (or CONFLUENCE_USERNAME, ATLASSIAN_USER_EMAIL) and ' +
        'CONFLUENCE_API_TOKEN (or ATLASSIAN_API_TOKEN) are not set. Set CONFLUENCE_EMAIL and CONFLUENCE_API_TOKEN.',
    );
    expect(complaint({ ...cloud, CONFLUENCE_API_TOKEN: 'canary' })).toContain(
      'CONFLUENCE_EMAIL (or CONFLUENCE_USERNAME, ATLASSIAN_USER_EMAIL) is not set.',
    );
    expect(complaint({ CONFLUENCE_URL: 'https://wiki.acme.example', CONFLUENCE_EMAIL: 'canary@b.c' })).toBe(
      'The environment names no account: CONFLUENCE_API_TOKEN (or ATLASSIAN_API_TOKEN) is not set. ' +
        'Set CONFLUENCE_API_TOKEN, or for Data Center CONFLUENCE_PERSONAL_TOKEN.',
    );
    expect(complaint({ ...cloud, CONFLUENCE_PERSONAL_TOKEN: 'canary' })).toBe(
      'CONFLUENCE_PERSONAL_TOKEN is set, which only Data Center takes, but the site is on Confluence Cloud. ' +
        'Set CONFLUENCE_EMAIL and CONFLUENCE_API_TOKEN instead.',
    );
  });
});
