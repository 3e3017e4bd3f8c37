import { AppError } from '../kernel/app-error.ts';
import { Secret } from '../kernel/secret.ts';
import { isTimeZone } from '../policy/cel/local-time.ts';
import {
  changeHook,
  findHook,
  insertHook,
  listHooks,
  removeHook,
  type HookAction,
  type StoredHook,
} from '../store/hooks.ts';
import type { Executor } from '../store/open-store.ts';
import { changeCallRules } from './call-rule-change.ts';
import { hook, hookChange, hookParams, madeHook, newHook } from './calls-contract.ts';
import { listOf, listQuery, workspaceParams } from './contract.ts';
import { cut } from './cut.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found, made } from './find.ts';
import type { AdminApiParts } from './parts.ts';

/** What is asked before and after calls. */
export function hookEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, ids, random, calls } = parts;
  const one = async (db: Executor, workspaceId: string, name: string): Promise<StoredHook> =>
    found(await findHook(db, workspaceId, name), 'hook');

  return [
    workspaceEndpoint({
      method: 'get',
      path: '/hooks',
      summary: 'Hooks, in the order in which they are asked',
      need: 'read',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(hook),
      async handle({ workspace, query }) {
        const all = (await listHooks(store.db, workspace.id)).map(shown);
        return { body: cut(all, query, ({ id }) => id) };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/hooks',
      summary: 'Add a hook; the secret that signs requests to an endpoint is shown once',
      need: 'governance',
      params: workspaceParams,
      body: newHook,
      answer: madeHook,
      status: 201,
      async handle({ actor, workspace: { id: workspaceId }, body: { filter, action, ...rest } }) {
        checkAction(action);
        const id = ids('hok');
        const signing = new Secret(`whsec_${Buffer.from(random.bytes(32)).toString('base64url')}`);
        const isEndpoint = action.kind === 'http';
        const secretSealed = isEndpoint
          ? await calls.sealHookSecret({ workspaceId, id }, signing)
          : undefined;
        const fresh = await changeCallRules(parts, actor, async ({ tx, now, note }) => {
          const inserted = made(
            await insertHook(tx, {
              ...rest,
              workspaceId,
              id,
              now,
              body: {
                filter,
                action,
              },
              ...(secretSealed && { secretSealed }),
            }),
            'There is a hook of this slug already.',
          );
          note({ workspaceId, operation: 'hook.created', ...inRecord(inserted) });
          return shown(inserted);
        });
        return { body: { ...fresh, ...(isEndpoint && { signingSecret: signing.reveal() }) }, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/hooks/{hook}',
      summary: 'A hook',
      need: 'read',
      params: hookParams,
      answer: hook,
      handle: async ({ workspace, params }) => ({
        body: shown(await one(store.db, workspace.id, params.hook)),
        tagged: true,
      }),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/hooks/{hook}',
      summary: 'Change a hook, or switch it on or off',
      need: 'governance',
      params: hookParams,
      body: hookChange,
      answer: hook,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, body, ifMatch }) {
        const { filter, action, name, priority, isEnabled } = body;
        if (action) checkAction(action);
        const changed = await changeCallRules(parts, actor, async ({ tx, now, note }) => {
          const current = await one(tx, workspaceId, params.hook);
          checkMatch(ifMatch, shown(current));
          const next = { filter: filter ?? current.body.filter, action: action ?? current.body.action };
          if (next.action.kind !== current.body.action.kind) {
            throw new AppError('invalid_input', 'What kind of hook it is cannot be changed.', {
              nextStep: 'Add another hook, and remove this one.',
            });
          }
          await changeHook(tx, current, {
            now,
            body: next,
            ...(name !== undefined && { name }),
            ...(priority !== undefined && { priority }),
            ...(isEnabled !== undefined && { isEnabled }),
          });
          const fresh = await one(tx, workspaceId, current.id);
          note({ workspaceId, operation: 'hook.changed', ...inRecord(fresh) });
          return shown(fresh);
        });
        return { body: changed, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/hooks/{hook}',
      summary: 'Remove a hook',
      need: 'governance',
      params: hookParams,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, ifMatch }) {
        await changeCallRules(parts, actor, async ({ tx, note }) => {
          const current = await one(tx, workspaceId, params.hook);
          checkMatch(ifMatch, shown(current));
          await removeHook(tx, current);
          note({ workspaceId, operation: 'hook.removed', ...inRecord(current) });
        });
        return {};
      },
    }),
  ];
}

/** Raises `invalid_input` for what would deny every call. */
function checkAction(action: HookAction): void {
  if (action.kind === 'write_hours') {
    if (!isTimeZone(action.timeZone))
      throw new AppError('invalid_input', `There is no time zone "${action.timeZone}".`, {
        nextStep: 'Name one such as Europe/Zurich.',
      });
    if (action.from >= action.to)
      throw new AppError('invalid_input', 'The hours end before they begin.', {
        nextStep: 'Let "from" be smaller than "to".',
      });
  }
  if (action.kind !== 'http') return;
  const { username, password, hash } = new URL(action.url);
  if (username !== '' || password !== '' || hash !== '')
    throw new AppError('invalid_input', 'The address has a user name, a password or a fragment in it.', {
      nextStep: 'Give it without; requests are signed instead.',
    });
}

function shown({ workspaceId: _workspaceId, secretSealed: _secret, ...hook }: StoredHook) {
  return hook;
}

function inRecord({ id, slug, isEnabled, priority, body: { action } }: StoredHook) {
  return {
    targets: [`hook:${id}`],
    details: [
      `hook ${slug}`,
      `${action.kind}${action.kind === 'http' ? ` ${new URL(action.url).host}` : ''}`,
      `priority ${priority}`,
      isEnabled ? 'enabled' : 'disabled',
    ],
  };
}
