import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { readJson } from '../http/read-json.ts';
import type { Person } from '../model/entities.ts';
import { canDelete, canRead, canUpdate } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { contentOfPath } from './find.ts';

const check = z.looseObject({
  subject: z.looseObject({ type: z.enum(['user', 'group']), identifier: z.string() }),
  operation: z.enum(['read', 'update', 'delete']),
});

/** Whether somebody may do something; a denial is 200 with false (facts: confluence-api §3.2). */
export function permissionCheckRoute(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.post('/content/:id/permission/check', async (c) => {
    const { subject, operation } = await readJson(c, check);
    const content = contentOfPath(c);
    const may = { read: canRead, update: canUpdate, delete: canDelete }[operation];
    const hasPermission = may(c.get('site'), subjectOf(c, subject), content);
    const key = 'confluence.permission.check.denied';
    const errors = hasPermission
      ? []
      : [{ translation: `The subject cannot ${operation} the content`, args: [], key }];
    return c.json({ hasPermission, errors, _links: {} });
  });
  return routes;
}

// A group is asked about as if it were a person who is in it and nowhere else.
function subjectOf(c: RouteContext, subject: z.output<typeof check>['subject']): Person | null {
  const { people, groups } = c.get('site');
  if (subject.type === 'user') {
    // Measured: 200 with false (facts: confluence-api §3.2).
    if (subject.identifier === 'anonymous') return null;
    const person = people.get(subject.identifier);
    if (person === undefined)
      throw new Refusal('invalid', `No user found with accountId: ${subject.identifier}`);
    return person;
  }
  const group =
    groups.get(subject.identifier) ?? [...groups.values()].find(({ name }) => name === subject.identifier);
  if (group === undefined) throw new Refusal('invalid', `No group found: ${subject.identifier}`);
  return { accountId: '', email: '', displayName: '', apiToken: '', siteAdmin: false, groupIds: [group.id] };
}
