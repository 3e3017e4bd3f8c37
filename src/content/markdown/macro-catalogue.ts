import { refuse } from './refuse.ts';
import type { Resolvers } from './resolvers.ts';

/** Macros without a body that new content may hold as they are; all others are a matter of policy. */
export const bodylessMacros: ReadonlySet<string> = new Set(
  (
    'toc children include excerpt-include pagetree pagetreesearch jira contentbylabel detailssummary livesearch ' +
    'gallery attachments view-file viewpdf viewdoc viewxls viewppt profile recently-updated blog-posts ' +
    'popular-labels tasks-report-macro status anchor'
  ).split(' '),
);

/** Macros with a rich body. */
export const bodiedMacros: ReadonlySet<string> = new Set(
  'info note tip warning panel expand excerpt details section column'.split(' '),
);

/** Macros with a plain body, besides `code`. */
export const plainMacros: ReadonlySet<string> = new Set(['noformat']);

/** Whether the dialect itself offers the macro; every other one is a matter of policy. */
export function isOfferedMacro(name: string): boolean {
  return name === 'code' || bodylessMacros.has(name) || bodiedMacros.has(name) || plainMacros.has(name);
}

/** Panels whose first line may carry a title in square brackets. */
export const titledMacros: ReadonlySet<string> = new Set([
  'info',
  'note',
  'tip',
  'warning',
  'panel',
  'expand',
]);

/** What the value of a parameter is in storage format (facts: formats §4, corpus). */
export type ParameterKind = 'text' | 'page' | 'attachment' | 'user' | 'space' | 'url';

const parameterKinds: ReadonlyMap<string, ParameterKind> = new Map([
  ['include ', 'page'],
  ['excerpt-include ', 'page'],
  ['children page', 'page'],
  ['pagetree root', 'page'],
  ['pagetreesearch rootPage', 'page'],
  ['view-file name', 'attachment'],
  ['viewpdf name', 'attachment'],
  ['viewdoc name', 'attachment'],
  ['viewxls name', 'attachment'],
  ['viewppt name', 'attachment'],
  ['multimedia name', 'attachment'],
  ['profile user', 'user'],
  ['widget url', 'url'],
  ['livesearch spaceKey', 'space'],
  ['recently-updated spaces', 'space'],
  ['blog-posts spaces', 'space'],
]);

export function parameterKind(macro: string, parameter: string): ParameterKind {
  return parameterKinds.get(`${macro} ${parameter}`) ?? 'text';
}

/** Raises `invalid_input` unless the macro is one of the known ones or allowed by policy. */
export function checkMacro(
  name: string,
  known: ReadonlySet<string>,
  line: number | undefined,
  resolvers: Resolvers,
): void {
  if (known.has(name)) return;
  if (/^[^\s<>"'&]{1,100}$/.test(name) && resolvers.allowMacro?.(name) === true) return;
  throw refuse(
    line,
    `The macro "${name}" may not be created here.`,
    `Use one of ${[...known].join(', ')}; write "\\:" for text that starts with a colon. Other macros need the policy's consent.`,
  );
}
