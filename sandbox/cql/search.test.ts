import { describe, expect, it } from 'vitest';
import { CqlError } from './cql-error.ts';
import { archiveSpace, ben, idOf, smallSite, titles } from './small-site.ts';

const site = smallSite();
const guideId = idOf(site, 'Deployment runbook');

function fault(cql: string): CqlError {
  try {
    titles(site, cql);
  } catch (error) {
    if (error instanceof CqlError) return error;
    throw error;
  }
  throw new Error(`no fault in ${cql}`);
}

describe('searchSite', () => {
  it('evaluates AND and OR from left to right unless parentheses say otherwise', () => {
    expect(titles(site, 'title = "On-call" or type = page and space = DEV order by title')).not.toContain(
      'On-call',
    );
    expect(titles(site, 'title = "On-call" or (type = page and space = DEV) order by title')).toContain(
      'On-call',
    );
  });

  it('finds text with all terms, in any order, in title, body or labels', () => {
    const found = ['Deployment runbook', 'Rolling back'];
    expect(titles(site, 'text ~ "deploy gateway" order by title')).toEqual(['Deployment runbook']);
    expect(titles(site, 'text ~ "gateway deploy" order by title')).toEqual(['Deployment runbook']);
    expect(titles(site, 'text ~ "gateway AND deploy" order by title')).toEqual(['Deployment runbook']);
    expect(titles(site, 'text ~ "zzzzq deploy"')).toEqual([]);
    expect(titles(site, 'text ~ "runbook" order by title')).toEqual(expect.arrayContaining(found));
    expect(titles(site, 'text ~ "the gateway" and type = page order by title')).toEqual([
      'Cache keys',
      'Deployment runbook',
    ]);
  });

  it('knows phrases, wildcards, alternatives and exclusions', () => {
    expect(titles(site, String.raw`text ~ "\"step by step\""`)).toEqual(['Deployment runbook']);
    expect(titles(site, String.raw`text ~ "\"by step step\""`)).toEqual([]);
    expect(titles(site, 'title ~ "deplo*" and type = page')).toEqual(['Deployment runbook']);
    expect(titles(site, 'text ~ "c?che"')).toEqual(['Cache keys']);
    expect(titles(site, 'text ~ "redis OR twice" order by title')).toEqual(['Cache keys', 'Faster gateway']);
    expect(titles(site, 'text ~ "gateway -redis" and type = page')).toEqual(['Deployment runbook']);
    expect(titles(site, 'text ~ "gateway NOT redis" and type = page')).toEqual(['Deployment runbook']);
    expect(fault('text ~ "roam~"').message).toContain('not supported');
    expect(fault('text ~ "roam^2"').message).toContain('not supported');
  });

  it('finds titles exactly with =, without regard to case, and loosely with ~', () => {
    expect(titles(site, 'title = "deployment RUNBOOK"')).toEqual(['Deployment runbook']);
    expect(titles(site, String.raw`title = "\"Deployment runbook\""`)).toEqual(['Deployment runbook']);
    expect(titles(site, 'title = "Deployment"')).toEqual([]);
    expect(titles(site, 'title ~ "deployments" and type = page')).toEqual(['Deployment runbook']);
    expect(titles(site, 'title in ("Cache keys", "Rolling back") order by title')).toEqual([
      'Cache keys',
      'Rolling back',
    ]);
  });

  it('never finds what is archived, trashed or a draft', () => {
    expect(titles(site, 'text ~ deploy order by title')).toEqual([
      'Deployment runbook',
      'On-call',
      'Rolling back',
      'Secret plan',
    ]);
  });

  it('answers each person with what they may read', () => {
    expect(titles(site, 'text ~ deploy order by title', { as: ben })).toEqual([
      'Deployment runbook',
      'Rolling back',
    ]);
    expect(titles(site, 'space = OPS', { as: ben })).toEqual([]);
    expect(titles(site, 'type = space order by title', { as: ben })).toEqual(['Development handbook']);
  });

  it('takes an unknown space for no rows and an unknown type for an error', () => {
    expect(titles(site, 'space = NOPE')).toEqual([]);
    expect(fault('type = bogustype').message).toMatch(
      /^Unsupported value for type, got : bogustype, expected one of :\n\[space, user, page, blogpost, comment,/,
    );
  });

  it('lists fields near an unknown one with the recorded words', () => {
    expect(fault('title = "x" and status = current').message).toBe(
      "No field exists with the name: 'status'\nDid you mean one of : space, subtype, space.key, siteSearch, space.type",
    );
  });

  it('refuses empty texts: 400, and for siteSearch 500', () => {
    expect(fault('title = ""').status).toBe(400);
    expect(fault('text ~ " "').status).toBe(400);
    expect(fault('type = page and siteSearch ~ ""')).toMatchObject({
      status: 500,
      message: 'java.lang.NullPointerException: query parameter is required.',
    });
  });

  it('drops siteSearch in the middle of three clauses and nowhere else', () => {
    const all = titles(site, 'type = page and space = DEV');
    expect(titles(site, 'type = page and siteSearch ~ redis and space = DEV')).toEqual(all);
    expect(titles(site, '(type = page) and (siteSearch ~ redis) and (space = DEV)')).toEqual(all);
    expect(titles(site, 'siteSearch ~ redis and type = page and space = DEV')).toEqual(['Cache keys']);
    expect(titles(site, 'type = page and space = DEV and siteSearch ~ redis')).toEqual(['Cache keys']);
    expect(titles(site, 'type = page and siteSearch ~ redis')).toEqual(['Cache keys']);
    expect(titles(site, 'type = page and text ~ redis and space = DEV')).toEqual(['Cache keys']);
  });

  it('ranks siteSearch by title first', () => {
    expect(titles(site, 'siteSearch ~ gateway and type in (page, blogpost)')[0]).toBe('Faster gateway');
  });

  it('orders by several fields', () => {
    expect(
      titles(site, 'type in (page, blogpost) and space = DEV order by creator desc, created desc').slice(
        0,
        3,
      ),
    ).toEqual(['Cache keys', 'Faster gateway', 'Secret plan']);
    expect(fault('type = page order by label').message).toContain("'label' does not support ordering");
  });

  it('uses cqlcontext for functions and never as a filter', () => {
    expect(titles(site, 'space = currentSpace() and type = page', { spaceKey: 'OPS' })).toEqual(
      expect.arrayContaining(['On-call']),
    );
    expect(fault('space = currentSpace()').message).toContain('spaceKey in cqlcontext');
    expect(titles(site, 'parent = currentContent()', { contentId: guideId })).toEqual(['Rolling back']);
    expect(titles(site, 'title = "Cache keys"', { spaceKey: 'OPS' })).toEqual(['Cache keys']);
  });

  it('finds content of archived spaces on request only', () => {
    const archived = smallSite();
    archiveSpace(archived, 'OPS');
    expect(titles(archived, 'title = "On-call"')).toEqual([]);
    expect(titles(archived, 'title = "On-call"', { includeArchivedSpaces: true })).toEqual(['On-call']);
    expect(titles(archived, 'type = page', { excludeCurrentSpaces: true }).sort()).toEqual([
      'On-call',
      'Operations',
    ]);
  });

  it('takes type = user and finds everything with it', () => {
    expect(titles(site, 'type = user and title = "Cache keys"')).toEqual(['Cache keys']);
  });

  it('finds parts of Korean words', () => {
    const korean = smallSite();
    const content = korean.contents.get(idOf(korean, 'Deployment runbook'));
    if (content !== undefined) content.storage = '<p>게이트웨이를 배포하는 방법</p>';
    expect(titles(korean, 'text ~ "배포"')).toEqual(['Deployment runbook']);
  });
});
