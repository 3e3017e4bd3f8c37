import type { Comment } from '../../confluence/ports.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { OperationContext } from '../operation.ts';
import { view } from '../../content/index.ts';
import { namesShown } from './shown-names.ts';
import { engineBody, storedBody } from './stored-body.ts';

/** Comments with their stored bodies as Markdown; one lookup of names for all of them. */
export async function asMarkdown(
  context: OperationContext,
  comments: readonly Comment[],
): Promise<readonly Comment[]> {
  const bodies = comments.map((comment) => storedBody(comment, 'storage'));
  const all = bodies.map(({ value }) => value).join('\n');
  const people = await namesShown(context, { representation: 'storage', value: all });
  return bodies.map((stored) => {
    const text = textOf(stored, people);
    return text === undefined
      ? stored.content
      : { ...stored.content, body: { representation: 'markdown', value: text } };
  });
}

/** A comment that is not well-formed is shown as it is stored: one of them must not hide the others. */
function textOf(
  stored: ReturnType<typeof storedBody>,
  people: ReadonlyMap<string, string>,
): string | undefined {
  try {
    return view(engineBody(stored), { names: { people } }).text;
  } catch (thrown) {
    if (thrown instanceof AppError || thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}
