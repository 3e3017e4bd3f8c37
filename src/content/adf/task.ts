import { AppError } from '../../kernel/app-error.ts';
import { contentOf, type AdfNode } from './node.ts';
import { changed } from './origins.ts';
import type { Rebuilding } from './rebuilding.ts';

/** A task with what follows it, after an edit: new text becomes the task's own, other blocks than lists are refused. */
export function finishTask(work: Rebuilding, task: AdfNode, nodes: readonly AdfNode[]): readonly AdfNode[] {
  const [first, ...rest] = nodes;
  const isText = first?.type === 'paragraph';
  const own = first?.type === task.type ? first : { ...task, content: isText ? contentOf(first) : [] };
  const below = first?.type === task.type || isText ? rest : nodes;
  if (below.every((node) => node.type === 'taskList')) return [changed(work, task, own), ...below];
  throw new AppError(
    'invalid_input',
    'A task of this page holds one paragraph of text, and tasks below it.',
    {
      nextStep: 'Write line breaks as <br>, and other blocks after the list.',
    },
  );
}
