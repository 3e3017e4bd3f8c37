import { change } from '../auth/administration/change.ts';
import { keepingAnOwner } from '../auth/administration/keep-an-owner.ts';
import { linkTtlMs } from '../auth/sign-in/links.ts';
import { AppError } from '../kernel/app-error.ts';
import { findAccount } from '../store/accounts.ts';
import type { Executor } from '../store/open-store.ts';
import {
  changePerson,
  createPerson,
  findPerson,
  pageOfPeople,
  peopleOfAccount,
  removePerson,
  type Person,
} from '../store/people.ts';
import { replaceRoles, rolesByPerson, rolesOf, type PersonKey, type Role } from '../store/roles.ts';
import {
  listOf,
  listQuery,
  newPerson,
  person,
  personChange,
  personParams,
  rolesChange,
  signInLink,
  workspaceParams,
} from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found, made, notConfigured } from './find.ts';
import type { AdminApiParts } from './parts.ts';
import { hasRight } from './rights.ts';
import type { Visitor } from './visitor.ts';

/** People of a workspace and their roles. */
export function peopleEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, ids } = parts;

  /** Who may not give roles may not take away somebody who has one either: they could empty the workspace of owners. */
  function mayTouch(visitor: Visitor, workspaceId: string, theirs: readonly Role[]): void {
    if (theirs.length === 0 || mayGiveRoles(visitor, workspaceId)) return;
    throw new AppError('denied', 'Only an owner changes somebody who has a role.', {
      nextStep: 'Ask an owner of the workspace.',
    });
  }

  return [
    workspaceEndpoint({
      method: 'get',
      path: '/people',
      summary: 'People, by address',
      need: 'read',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(person),
      async handle({ workspace, query }) {
        const roles = await rolesByPerson(store.db, workspace.id);
        const { items, ...rest } = await pageOfPeople(store.db, workspace.id, query);
        return { body: { items: items.map((each) => shown(each, roles.get(each.id) ?? [])), ...rest } };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/people',
      summary: 'Add a person',
      need: 'people',
      params: workspaceParams,
      body: newPerson,
      answer: person,
      status: 201,
      async handle({ visitor, actor, workspace: { id: workspaceId }, body }) {
        const { email, name, roles = [] } = body;
        mayTouch(visitor, workspaceId, roles);
        const fresh = await change(parts, actor, async ({ tx, now, note }) => {
          const person = made(
            await createPerson(tx, { workspaceId, email, name, now }, ids),
            'Somebody of this address is a person of the workspace already.',
          );
          const key = { workspaceId, personId: person.id };
          const targets = [`person:${person.id}`];
          note({ workspaceId, operation: 'person.created', targets });
          if (roles.length > 0) {
            await replaceRoles(tx, key, roles, now);
            note({ workspaceId, operation: 'roles.changed', targets: [...targets, ...roles.map(asTarget)] });
          }
          return represent(tx, key);
        });
        return { body: fresh, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/people/{person}',
      summary: 'A person',
      need: 'read',
      params: personParams,
      answer: person,
      handle: async ({ workspace, params }) => ({
        body: await represent(store.db, { workspaceId: workspace.id, personId: params.person }),
        tagged: true,
      }),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/people/{person}',
      summary: 'Rename a person, shut them out, or let them in again',
      need: 'people',
      params: personParams,
      body: personChange,
      answer: person,
      conditional: true,
      async handle({ visitor, actor, workspace: { id: workspaceId }, params, body, ifMatch }) {
        const key = { workspaceId, personId: params.person };
        const changed = await change(parts, actor, async ({ tx, now, note }) => {
          const before = await represent(tx, key);
          checkMatch(ifMatch, before);
          mayTouch(visitor, workspaceId, before.roles);
          const { name, isDisabled = before.isDisabled } = body;
          if (name !== undefined) notConfigured(before);
          const disabledAt = isDisabled === before.isDisabled ? undefined : isDisabled ? now : null;
          await keepingAnOwner(tx, workspaceId, () =>
            changePerson(tx, key, {
              ...(name !== undefined && { name }),
              ...(disabledAt !== undefined && { disabledAt }),
            }),
          );
          const targets = [`person:${params.person}`];
          if (name !== undefined) note({ workspaceId, operation: 'person.renamed', targets });
          if (disabledAt !== undefined) {
            note({ workspaceId, operation: isDisabled ? 'person.disabled' : 'person.enabled', targets });
          }
          return represent(tx, key);
        });
        return { body: changed, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/people/{person}',
      summary: 'Remove a person with their roles, keys and tokens',
      need: 'people',
      params: personParams,
      conditional: true,
      async handle({ visitor, actor, workspace: { id: workspaceId }, params, ifMatch }) {
        const key = { workspaceId, personId: params.person };
        await change(parts, actor, async ({ tx, note }) => {
          const before = await represent(tx, key);
          checkMatch(ifMatch, before);
          mayTouch(visitor, workspaceId, before.roles);
          notConfigured(before);
          await keepingAnOwner(tx, workspaceId, () => removePerson(tx, key));
          note({ workspaceId, operation: 'person.removed', targets: [`person:${params.person}`] });
        });
        return {};
      },
    }),
    workspaceEndpoint({
      method: 'put',
      path: '/people/{person}/roles',
      summary: 'Give a person exactly these roles',
      need: 'roles',
      params: personParams,
      body: rolesChange,
      answer: person,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, body, ifMatch }) {
        const key = { workspaceId, personId: params.person };
        const changed = await change(parts, actor, async ({ tx, now, note }) => {
          const before = await represent(tx, key);
          checkMatch(ifMatch, before);
          notConfigured(before);
          await keepingAnOwner(tx, workspaceId, () => replaceRoles(tx, key, body.roles, now));
          const targets = [`person:${params.person}`, ...body.roles.map(asTarget)];
          note({ workspaceId, operation: 'roles.changed', targets });
          return represent(tx, key);
        });
        return { body: changed, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/people/{person}/sign-in-links',
      summary: 'Make a link that signs a person in once; it is shown once',
      need: 'roles',
      params: personParams,
      answer: signInLink,
      status: 201,
      async handle({ visitor, actor, workspace: { id: workspaceId }, params }) {
        const person = found(await findPerson(store.db, { workspaceId, personId: params.person }), 'person');
        const accountId = found(person.accountId, 'account');
        await mayActFor(visitor, accountId);
        await change(parts, actor, async ({ note }) =>
          note({ workspaceId, operation: 'sign_in_link.requested', targets: [`person:${person.id}`] }),
        );
        const expiresAt = (await store.now()) + linkTtlMs;
        const link = await parts.signInLinks.create(accountId);
        return { body: { url: link.reveal(), expiresAt } };
      },
    }),
  ];

  /** Whoever has somebody's link is that person everywhere: an owner here must not become one elsewhere by it. */
  async function mayActFor(visitor: Visitor, accountId: string): Promise<void> {
    if (visitor.isOperator || visitor.accountId === accountId) return;
    const account = await findAccount(store.db, accountId);
    const theirs = await peopleOfAccount(store.db, accountId);
    const everywhere = theirs.every(({ workspaceId }) => mayGiveRoles(visitor, workspaceId));
    if (account?.isOperator === false && everywhere) return;
    throw new AppError('denied', 'This account reaches further than the workspaces that you own.', {
      nextStep: 'Ask the operator of the installation for the link.',
    });
  }
}

function mayGiveRoles({ memberships, isOperator }: Visitor, workspaceId: string): boolean {
  const roles = memberships.find((member) => member.workspaceId === workspaceId)?.roles ?? [];
  return hasRight({ roles, isOperator }, 'roles');
}

const asTarget = (role: Role): string => `role:${role}`;

async function represent(db: Executor, key: PersonKey) {
  return shown(found(await findPerson(db, key), 'person'), await rolesOf(db, key));
}

function shown({ id, email, name, disabledAt, origin, createdAt }: Person, roles: readonly Role[]) {
  return { id, email, name, roles, isDisabled: disabledAt !== undefined, origin, createdAt };
}
