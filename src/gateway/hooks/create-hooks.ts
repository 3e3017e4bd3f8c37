import type { Transport } from '../../confluence/http/transport.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { NewId } from '../../kernel/ids.ts';
import { Secret } from '../../kernel/secret.ts';
import { matchesTool } from '../../policy/rules/compiled-rule.ts';
import type { StoredHook } from '../../store/hooks.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Sealer } from '../../vault/vault.ts';
import { askEndpoint, type EndpointAnswer } from './ask-endpoint.ts';
import { builtInAfter, builtInBefore, secretDetectors } from './built-in.ts';
import type { CallHooks, HookedCall, HookReport } from './hooks.ts';

export interface HooksParts {
  /** Enabled ones of a workspace in their order; raises `upstream_unavailable` where nobody can tell. */
  readonly hooksOf: (workspaceId: string) => readonly StoredHook[];
  readonly vault: Pick<Sealer, 'open'>;
  /** Guarded, without secrets of any site, and once: a question is not repeated. */
  readonly transport: Pick<Transport, 'send'>;
  readonly clock: Clock;
  readonly ids: NewId;
  readonly log: Log;
}

type Subject = Pick<HookedCall, 'workspaceId' | 'operationId' | 'classification'>;

/** Asks a workspace's hooks one after the other; the first that does not allow a call decides. */
export function createHooks(parts: HooksParts): CallHooks {
  const ofCalls = new WeakMap<Subject, readonly StoredHook[]>();

  /** Those that held when the call was first asked about: what it did cannot be refused for want of the database. */
  function hooksFor(call: Subject): readonly StoredHook[] {
    const known = ofCalls.get(call);
    if (known) return known;
    const hooks = parts.hooksOf(call.workspaceId).filter(({ body: { filter } }) => isAbout(filter, call));
    ofCalls.set(call, hooks);
    return hooks;
  }

  async function ask(
    hooks: readonly StoredHook[],
    one: (hook: StoredHook) => Promise<{ readonly said: string; readonly refused?: AppError } | undefined>,
  ): Promise<HookReport> {
    const said: string[] = [];
    for (const hook of hooks) {
      const answer = await one(hook);
      if (!answer) continue;
      said.push(`${hook.slug} ${answer.said}`);
      if (answer.refused) return { said, refused: answer.refused };
    }
    return { said };
  }

  async function endpoint(
    hook: StoredHook,
    when: 'before' | 'after',
    call: HookedCall,
    signal: AbortSignal,
    output?: unknown,
  ): Promise<{ readonly said: string; readonly refused?: AppError } | undefined> {
    const { action } = hook.body;
    if (action.kind !== 'http' || !action.when.includes(when)) return undefined;
    const id = parts.ids('hkc');
    const answer = await asked(hook, action, { id, when, call, output }, signal);
    const mayHaveHappened = when === 'after' && call.effect !== 'read';
    switch (answer.decision) {
      case 'allow':
        return { said: 'allowed' };
      case 'deny':
        return { said: 'denied', refused: denied(hook, answer.reason, mayHaveHappened) };
      case 'failed': {
        parts.log.warn('hook.failed', { hook: hook.slug, callId: call.callId, why: answer.why });
        return { said: `failed: ${answer.why}`, refused: failed(hook, mayHaveHappened) };
      }
      default:
        return answer satisfies never;
    }
  }

  async function asked(
    { workspaceId, id, secretSealed }: StoredHook,
    { url, timeoutMs }: { readonly url: string; readonly timeoutMs: number },
    question: Parameters<typeof askEndpoint>[2],
    signal: AbortSignal,
  ): Promise<EndpointAnswer> {
    if (!secretSealed) return { decision: 'failed', why: 'has no secret' };
    const column = 'hooks.secret_sealed';
    const opened = await parts.vault
      .open(secretSealed, { column, workspaceId, id })
      .then((bytes) => new Secret(Buffer.from(bytes).toString('utf8')))
      .catch(() => undefined);
    if (!opened) return { decision: 'failed', why: 'its secret cannot be opened' };
    return askEndpoint(parts, { url, timeoutMs, secret: opened }, question, signal);
  }

  return {
    before: (call, signal) =>
      ask(hooksFor(call), async (hook) => {
        const { action } = hook.body;
        if (action.kind === 'http') return endpoint(hook, 'before', call, signal);
        const refused = builtInBefore(action, call, parts.clock.now());
        return refused && { said: 'denied', refused };
      }),

    after: (call, output, signal) =>
      ask(hooksFor(call), async (hook) => {
        const { action } = hook.body;
        if (action.kind === 'http') return endpoint(hook, 'after', call, signal, output);
        const refused = builtInAfter(action, output);
        return refused && { said: 'denied', refused };
      }),

    masks: (call) =>
      hooksFor(call).some(({ body }) => body.action.kind === 'no_secrets')
        ? new Set(secretDetectors.map(({ name }) => name))
        : new Set(),
  };
}

function isAbout({ tools, actions, risks }: StoredHook['body']['filter'], call: Subject): boolean {
  return (
    (!tools || tools.some((pattern) => matchesTool(pattern, call.operationId))) &&
    (!actions || actions.includes(call.classification.action)) &&
    (!risks || risks.includes(call.classification.risk))
  );
}

/** Words of an endpoint are not ours: they leave fenced. */
function denied({ name }: StoredHook, reason: string | undefined, mayHaveHappened: boolean): AppError {
  return new AppError('denied', `The check "${name}" does not allow this call.`, {
    nextStep: 'Ask an administrator what it allows.',
    ...(reason !== undefined && { excerpt: reason }),
    ...(mayHaveHappened && { mayHaveHappened }),
  });
}

function failed({ name }: StoredHook, mayHaveHappened: boolean): AppError {
  return new AppError('denied', `The check "${name}" gave no answer, and without one nothing is allowed.`, {
    nextStep: 'Try again in a moment; an administrator finds the cause in the log.',
    ...(mayHaveHappened && { mayHaveHappened }),
  });
}
