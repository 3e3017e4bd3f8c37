import type { Operation, OperationContext, Target } from '../../operations/operation.ts';
import { targetName } from '../targets.ts';

/** What an approver sees: what a write would change; of a read, what it names. Raises what the operation raises. */
export async function approvalPreview(
  operation: Operation,
  {
    context,
    input,
    targets,
  }: { readonly context: OperationContext; readonly input: unknown; readonly targets: readonly Target[] },
): Promise<string> {
  if (operation.preview) return operation.preview(context, input);
  const query = operation.query?.read(input);
  const what = query === undefined ? targets.map(targetName).join(', ') : `query ${query}`;
  return [`${operation.title}${what === '' ? '' : `: ${what}`}`, 'Nothing would be changed.'].join('\n');
}
