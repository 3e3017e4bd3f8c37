import { AppError } from '../kernel/app-error.ts';
import type { Operation, Target } from '../operations/operation.ts';
import { callerView } from '../policy/caller-view.ts';
import type { Verdict } from '../policy/question.ts';

/** One text for what is hidden and for what does not exist, so that a refusal tells nothing (DESIGN §10). */
export function notInToolList(toolName: string): AppError {
  return new AppError('denied', `Access denied: tool ${toolName} is not in your current tool list.`, {
    nextStep: 'List the tools again and use one of those, or ask an administrator for access.',
  });
}

/** As Confluence's own answer about content that does not exist, or that the account does not see. */
export function absent(targets: readonly Target[]): AppError {
  const [first] = targets;
  return new AppError('not_found', `${subjectOf(first)} does not exist or is not visible to this account.`, {
    nextStep: 'Check the id, or search for the title.',
  });
}

/** What a caller reads of a verdict that does not let their call through. `targets`: what the arguments name. */
export function refusalOf(verdict: Verdict, operation: Operation, targets: readonly Target[]): AppError {
  const view = callerView(verdict);
  switch (view.outcome) {
    // Asked for where it can be: of an answer to a write it cannot any more.
    case 'approval_required':
      return new AppError(
        'denied',
        'A rule does not let the answer of this call leave without an approval.',
        {
          nextStep: 'Ask an administrator.',
          mayHaveHappened: operation.effect !== 'read',
        },
      );
    case 'allow':
      return new AppError('internal', 'Weir failed while handling this request.', {
        detail: `a verdict of ${view.outcome} is no refusal`,
      });
    case 'step_up':
      return view.scope === undefined ? freshSignIn(view.signInWithinMs ?? 0) : widerToken(view.scope);
    case 'deny':
      return denied(view.refusal, operation, targets);
    default:
      return view satisfies never;
  }
}

function denied(
  refusal: Extract<Verdict, { outcome: 'deny' }>['refusal'],
  operation: Operation,
  targets: readonly Target[],
): AppError {
  switch (refusal) {
    case 'tool':
      return notInToolList(operation.name);
    case 'target':
      return absent(targets);
    case 'arguments':
      return new AppError('denied', 'A rule of your administrators does not allow this call as it is.', {
        nextStep: 'Name what the call is about, or ask an administrator what is allowed.',
      });
    case 'rendered_format':
      return new AppError('denied', 'Rendered bodies may show content that you are not given here.', {
        nextStep: 'Ask for Markdown, storage or atlas_doc_format instead.',
      });
    case 'agent_unknown':
      return new AppError('denied', 'The calling agent could not be identified.', {
        nextStep: 'Sign the client in again; an administrator sees the agents that are known.',
      });
    case 'agent_not_allowed':
      return new AppError('denied', 'This agent is not authorized to use this connector.', {
        nextStep: 'Ask an administrator to allow it under Agents.',
      });
    case 'stopped':
      return new AppError('denied', 'An administrator has stopped this for now.', {
        nextStep: 'Ask an administrator when it goes on.',
      });
    default:
      return refusal satisfies never;
  }
}

function freshSignIn(withinMs: number): AppError {
  const minutes = Math.max(1, Math.round(withinMs / 60_000));
  return new AppError('denied', `This call wants a sign-in within the last ${minutes} minutes.`, {
    nextStep:
      'The person opens /sign-in?again=1 of this Weir in a browser and signs in; then repeat the call.',
  });
}

function widerToken(scope: string): AppError {
  return new AppError('denied', `This call needs the scope ${scope}, which the token does not have.`, {
    nextStep: 'Let the client ask for this scope, or sign it in again.',
  });
}

function subjectOf(target: Target | undefined): string {
  if (!target) return 'The content';
  const words = { page: 'Page', blogpost: 'Blog post', comment: 'Comment', attachment: 'Attachment' };
  switch (target.kind) {
    case 'page':
    case 'blogpost':
    case 'comment':
    case 'attachment':
      return `${words[target.kind]} ${target.id}`;
    case 'content':
      return `Content ${target.id}`;
    case 'space':
      return `Space ${target.key ?? target.id ?? ''}`.trimEnd();
    default:
      return target satisfies never;
  }
}
