import { markText } from '../masked/mask-text.ts';
import type { OperationContext, SensitiveText } from '../operation.ts';
import { view } from '../../content/index.ts';
import { quotePage } from './quote-page.ts';
import { namesShown } from './shown-names.ts';
import { engineBody, readStored } from './stored-body.ts';
import type { Content, Subject } from './subject.ts';

/** The whole view of one version of a body; of the current one without a number. */
export async function viewOf<C extends Content>(
  context: OperationContext,
  subject: Subject<C>,
  version: number | undefined,
): Promise<{ readonly content: C; readonly text: string }> {
  const stored = await readStored(subject, { version });
  const people = await namesShown(context, stored);
  const { text } = quotePage(`The text of ${subject.name} cannot be compared`, () =>
    view(engineBody(stored), { names: { people } }),
  );
  return { content: stored.content, text: context.sensitive ? maskedLines(text, context.sensitive) : text };
}

/** What reaches over several lines: a difference shows lines alone, in which nothing would be found of it. */
function maskedLines(text: string, find: SensitiveText): string {
  return markText(text, (given) =>
    find(given).filter(({ start, end }) => given.slice(start, end).includes('\n')),
  ).text;
}
