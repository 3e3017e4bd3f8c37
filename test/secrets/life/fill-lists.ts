import { expect } from 'vitest';
import type { World } from '../world.ts';
import type { Admin } from './admin.ts';

const main = '/workspaces/main';

/** One of each thing that a workspace may have and that nothing else here makes, so that every list shows something. */
export async function fillLists({ people, cloud }: World, admin: Admin): Promise<void> {
  const { body: members } = await admin('GET', `${main}/people`);
  const [person] = members['items'] as ReadonlyArray<{ readonly id: string }>;
  const personId = person?.id ?? '';
  const { body: group } = await admin('POST', `${main}/groups`, { name: 'Writers' });
  await admin('PUT', `${main}/groups/${String(group['id'])}/members/${personId}`);
  await admin('POST', `${main}/mask-detectors`, { slug: 'badge', name: 'Badges', expression: 'B-[0-9]{6}' });
  const limit = { subjectKind: 'person', subject: personId, measure: 'calls_a_day', amount: 100_000 };
  await admin('POST', `${main}/limits`, limit);
  await admin('POST', `${main}/profile-grants`, { profile: 'everybody', personId });
  await admin('POST', '/workspaces', { slug: 'other', name: 'Other', owner: people.ana });
  const offered = {
    slug: 'offered',
    platform: 'cloud',
    site: cloud.siteUrl,
    auth: { mode: 'api_token_per_user' },
  };
  await admin('POST', '/workspaces/other/connections', offered);
  const published = await admin('POST', '/workspaces/other/connections/offered/publications', {
    toWorkspace: 'main',
  });
  expect(published.status).toBe(201);
  await admin('POST', `${main}/connections/own-token/publications`, { toWorkspace: 'other' });
}
