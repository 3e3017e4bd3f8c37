import type { BodyWrite } from '../../confluence/ports.ts';
import {
  isOfferedMacro,
  isUnsafeAddress,
  newReferences,
  type Body,
  type Link,
  type NewReference,
} from '../../content/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { OperationContext } from '../operation.ts';
import { engineBody } from './stored-body.ts';
import { wikiReferences } from './wiki-references.ts';

type Rules = Pick<OperationContext, 'allowMacro' | 'allowLink'>;

/** Most things that one refusal names. */
const mostNamed = 8;

/**
 * Gate before every write: refuses macros and links that the rules do not allow and that `before` (the body now, in the
 * same format) does not have, whatever format they are written in. Addresses that run code never pass. Raises `denied` or,
 * for such an address, `invalid_input`; what is refused and the line it stands in are the excerpt.
 */
export function checkReferences(rules: Rules, body: BodyWrite, before?: string): void {
  const found = referencesIn(body, before);
  const unsafe = found.filter(({ link }) => link?.type === 'url' && isUnsafeAddress(link.target));
  if (unsafe.length > 0)
    throw new AppError('invalid_input', 'A link has an address that runs code, and nothing was written.', {
      excerpt: named(unsafe),
      nextStep: 'Write an http, https or mailto address.',
    });
  const denied = found.filter(({ macro, link }) =>
    macro === undefined
      ? link !== undefined && rules.allowLink?.(link) === false
      : rules.allowMacro?.(macro, isOfferedMacro(macro)) === false,
  );
  if (denied.length === 0) return;
  throw new AppError(
    'denied',
    'The rules do not allow a macro or link of the new text, and nothing was written.',
    {
      excerpt: named(denied),
      nextStep: 'Leave it out, or ask an administrator to allow it.',
    },
  );
}

interface Found {
  readonly macro?: string;
  readonly link?: Link;
  readonly where: () => string;
}

function referencesIn(body: BodyWrite, before: string | undefined): Found[] {
  const { representation, value } = body;
  const references =
    representation === 'wiki'
      ? wikiReferences(value).map((reference) => ({
          ...reference,
          where: () => lineOf(value, reference.start),
        }))
      : newSince(before, engineBody({ representation, value }));
  return references.map((reference) =>
    reference.kind === 'macro'
      ? { macro: reference.name, where: reference.where }
      : { link: reference.link, where: reference.where },
  );
}

/** A stored body that cannot be read has nothing that could be kept. */
function newSince(before: string | undefined, body: Body): readonly NewReference[] {
  if (before === undefined || before === '') return newReferences(undefined, body);
  try {
    return newReferences({ ...body, value: before }, body);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return newReferences(undefined, body);
  }
}

function named(found: readonly Found[]): string {
  const lines = found.slice(0, mostNamed).map(({ macro, link, where }) => {
    const what = link === undefined ? `macro "${macro ?? ''}"` : `link to ${describe(link)}`;
    const line = where();
    return line === '' ? what : `${what} in the line: ${line}`;
  });
  const more = found.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

function describe({ type, target, space }: Link): string {
  const shown = `"${target.slice(0, 200)}"`;
  if (type === 'url') return shown;
  return space === undefined ? `${type} ${shown}` : `${type} ${shown} in space ${space}`;
}

function lineOf(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text
    .slice(text.lastIndexOf('\n', offset - 1) + 1, end === -1 ? undefined : end)
    .trim()
    .slice(0, 160);
}
