import { AppError } from '../../kernel/app-error.ts';
import { isTimeZone, localTime } from '../../policy/cel/local-time.ts';
import { findSensitive } from '../../policy/masking/mask.ts';
import { apiKeyDetector, privateKeyDetector } from '../../policy/masking/secret-detectors.ts';
import type { HookAction } from '../../store/hooks.ts';
import type { HookedCall } from './hooks.ts';

/** What the built-in hook against secrets masks in answers and refuses in arguments. */
export const secretDetectors = [privateKeyDetector, apiKeyDetector] as const;

type BuiltIn = Exclude<HookAction, { kind: 'http' }>;

/** The refusal of a call by a built-in hook; undefined where it has nothing against it. `now`: UTC milliseconds. */
export function builtInBefore(action: BuiltIn, call: HookedCall, now: number): AppError | undefined {
  switch (action.kind) {
    case 'no_secrets':
      return holdsSecret(call.args) ? secretRefused() : undefined;
    case 'query_size':
      return (call.query?.length ?? 0) > action.mostCharacters
        ? new AppError('denied', `A query may have at most ${action.mostCharacters} characters here.`, {
            nextStep: 'Search for less at a time.',
          })
        : undefined;
    case 'write_hours':
      return call.effect === 'read' || isInHours(action, now) ? undefined : outsideHours(action);
    case 'file_kinds':
      return undefined;
    default:
      return action satisfies never;
  }
}

/** The same for an answer. */
export function builtInAfter(action: BuiltIn, output: unknown): AppError | undefined {
  return action.kind === 'file_kinds' && !filesOf(output).every((file) => isOfKind(file, action.allowed))
    ? fileRefused()
    : undefined;
}

export interface NamedFile {
  readonly title?: string;
  readonly mediaType?: string;
}

/** Both the ending and the type have to be allowed where both are known: either can be chosen by whoever uploads. */
export function isOfKind({ title, mediaType }: NamedFile, allowed: readonly string[]): boolean {
  const [endings, types] = [
    allowed.filter((one) => one.startsWith('.')),
    allowed.filter((one) => !one.startsWith('.')),
  ];
  const ending = /\.[a-z0-9]+$/.exec((title ?? '').toLowerCase())?.[0] ?? '';
  const type = (mediaType ?? '').toLowerCase().split(';')[0]?.trim() ?? '';
  const isEnding = endings.length === 0 || endings.includes(ending);
  const isType =
    types.length === 0 ||
    types.some((one) => (one.endsWith('/*') ? type.startsWith(one.slice(0, -1)) : one === type));
  return isEnding && isType;
}

export function fileRefused(): AppError {
  return new AppError('denied', 'Files of this kind are not given out here.', {
    nextStep: 'Ask an administrator which kinds are allowed.',
  });
}

/** Whoever has a media type is a file: an attachment, or a row of a list of them. */
function filesOf(output: unknown): readonly NamedFile[] {
  if (Array.isArray(output)) return output.flatMap(filesOf);
  if (typeof output !== 'object' || output === null) return [];
  if ('mediaType' in output) {
    const { mediaType } = output;
    const title = 'title' in output ? output.title : undefined;
    return [
      {
        ...(typeof title === 'string' && { title }),
        ...(typeof mediaType === 'string' && { mediaType }),
      },
    ];
  }
  return 'items' in output ? filesOf(output.items) : [];
}

function holdsSecret(value: unknown): boolean {
  if (typeof value === 'string') return findSensitive(value, secretDetectors).length > 0;
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, item]) => holdsSecret(name) || holdsSecret(item));
}

function secretRefused(): AppError {
  return new AppError('denied', 'The arguments hold what looks like a key or a token. Nothing was sent.', {
    nextStep: 'Leave it out; secrets belong into a vault, not onto pages.',
  });
}

type Hours = Extract<BuiltIn, { kind: 'write_hours' }>;

/** A zone that the runtime does not know allows nothing. */
function isInHours({ timeZone, days, from, to }: Hours, now: number): boolean {
  if (!isTimeZone(timeZone)) return false;
  const { hour, weekday } = localTime(new Date(now), timeZone);
  return days.includes(weekday) && hour >= from && hour < to;
}

function outsideHours({ timeZone, from, to }: Hours): AppError {
  return new AppError(
    'denied',
    `Changes are made here from ${from}:00 to ${to}:00 (${timeZone}) on certain days.`,
    {
      nextStep: 'Try again then; reading works at any time.',
    },
  );
}
