import type { Change } from '../auth/administration/change.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Secret } from '../kernel/secret.ts';
import { isTimeZone } from '../policy/cel/local-time.ts';
import {
  changeHook,
  findHook,
  insertHook,
  removeHook,
  type HookAction,
  type StoredHook,
} from '../store/hooks.ts';
import type { GovernanceParts } from './change-governance.ts';
import { checkKnown, loadNames, patternIsKnown } from './names.ts';
import { newSigningSecret } from './signing-secret.ts';

export type WantedHook = Pick<StoredHook, 'slug' | 'name' | 'priority' | 'isEnabled' | 'body'>;

type HookParts = Pick<GovernanceParts, 'ids' | 'catalogue' | 'random' | 'vault'>;

/**
 * Adds a hook; of an endpoint with the secret that its questions are signed with, which nobody can read again. Raises
 * `invalid_input` for one that would deny every call or names tools that do not exist, `conflict` where the slug is taken.
 */
export async function addHook(
  parts: HookParts,
  change: Change,
  workspaceId: string,
  hook: WantedHook,
): Promise<{ readonly hook: StoredHook; readonly signing?: Secret }> {
  const { tx, now, note } = change;
  await check(parts, change, workspaceId, hook);
  const id = parts.ids('hok');
  const signing = hook.body.action.kind === 'http' ? newSigningSecret(parts.random) : undefined;
  const secretSealed = signing && (await seal(parts, { workspaceId, id }, signing));
  const added = await insertHook(tx, {
    ...hook,
    workspaceId,
    id,
    now,
    ...(secretSealed && { secretSealed }),
  });
  if (!added) {
    throw new AppError('conflict', 'There is a hook of this slug already.', {
      nextStep: 'Choose another slug, or change the one that is there.',
    });
  }
  note({ workspaceId, operation: 'hook.created', ...inRecord(added) });
  return { hook: added, ...(signing && { signing }) };
}

/** Changes a hook, which keeps its secret. Raises as `addHook` does, and `invalid_input` for another kind of hook. */
export async function reviseHook(
  parts: HookParts,
  change: Change,
  before: StoredHook,
  hook: WantedHook,
): Promise<StoredHook> {
  const { tx, now, note } = change;
  const { workspaceId, id } = before;
  if (hook.body.action.kind !== before.body.action.kind) {
    throw new AppError('invalid_input', 'What kind of hook it is cannot be changed.', {
      nextStep: 'Add another hook, and remove this one.',
    });
  }
  await check(parts, change, workspaceId, hook);
  const { name, priority, isEnabled, body } = hook;
  await changeHook(tx, before, { name, priority, isEnabled, body, now });
  const revised = (await findHook(tx, workspaceId, id)) ?? before;
  note({ workspaceId, operation: 'hook.changed', ...inRecord(revised) });
  return revised;
}

/** Signs with a new secret from now on. Raises `invalid_input` for a hook that asks nobody. */
export async function renewHookSecret(
  parts: HookParts,
  { tx, now, note }: Change,
  hook: StoredHook,
): Promise<Secret> {
  const { workspaceId } = hook;
  if (hook.body.action.kind !== 'http') {
    throw new AppError('invalid_input', 'This hook is built in: it asks nobody and has no secret.', {
      nextStep: 'Only hooks of the kind http sign what they send.',
    });
  }
  const signing = newSigningSecret(parts.random);
  await changeHook(tx, hook, { secretSealed: await seal(parts, hook, signing), now });
  note({ workspaceId, operation: 'hook.secret_changed', ...inRecord(hook) });
  return signing;
}

export async function dropHook({ tx, note }: Change, hook: StoredHook): Promise<void> {
  await removeHook(tx, hook);
  note({ workspaceId: hook.workspaceId, operation: 'hook.removed', ...inRecord(hook) });
}

/** What makes an action one that denies every call, or leaks; undefined where nothing does. */
export function hookFault(
  action: HookAction,
): { readonly what: string; readonly nextStep: string } | undefined {
  if (action.kind === 'write_hours') {
    if (!isTimeZone(action.timeZone))
      return {
        what: `There is no time zone "${action.timeZone}".`,
        nextStep: 'Name one such as Europe/Zurich.',
      };
    if (action.from >= action.to)
      return {
        what: 'The hours end before they begin.',
        nextStep: 'Let "from" be smaller than "to".',
      };
  }
  if (action.kind !== 'http') return undefined;
  const { username, password, hash } = new URL(action.url);
  if (username === '' && password === '' && hash === '') return undefined;
  return {
    what: 'The address has a user name, a password or a fragment in it.',
    nextStep: 'Give it without; requests are signed instead.',
  };
}

async function check(
  { catalogue }: HookParts,
  { tx }: Change,
  workspaceId: string,
  { slug, body: { action, filter } }: WantedHook,
): Promise<void> {
  const fault = hookFault(action);
  if (fault) throw new AppError('invalid_input', fault.what, { nextStep: fault.nextStep });
  const { operations } = await loadNames(tx, workspaceId, catalogue);
  // A hook about tools that do not exist would never be asked, and nobody would notice.
  const known = { has: (pattern: string) => patternIsKnown(pattern, operations) };
  checkKnown(`The hook ${slug}`, 'tool', filter.tools, known);
}

function seal(
  { vault }: HookParts,
  { workspaceId, id }: Pick<StoredHook, 'workspaceId' | 'id'>,
  signing: Secret,
): Promise<Uint8Array> {
  return vault.seal(signing, { column: 'hooks.secret_sealed', workspaceId, id });
}

/** Of an address the host alone: a path or a query may hold a token. */
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
