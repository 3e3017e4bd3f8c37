import type { OperationContext } from '../operation.ts';
import { lines, oneLine } from '../text-lines.ts';
import { changeBody, type ChangeRequest } from './change-body.ts';
import type { Content, Subject } from './subject.ts';

/** What an approver sees of a change: the lines that it makes, tried on what is there now. */
export async function previewChange<C extends Content>(
  context: OperationContext,
  subject: Subject<C>,
  request: ChangeRequest,
): Promise<string> {
  const { stored, report, outcome, merged } = await changeBody(context, subject, {
    ...request,
    dryRun: true,
  });
  const { content } = stored;
  const title = 'title' in content ? ` "${oneLine(content.title)}"` : '';
  const number = content.version?.number;
  return lines(
    `Change ${subject.name}${title}${number === undefined ? '' : `, now version ${number}`}`,
    content.webUrl,
    merged && 'Others changed it since it was read; their changes are kept.',
    outcome === 'unchanged' ? 'Nothing would change.' : `It would read:\n${report.changed.join('\n…\n')}`,
    ...report.reanchored.map(
      ({ handle, before, after }) =>
        `Comment #${handle} moves from "${oneLine(before)}" to "${oneLine(after)}".`,
    ),
  );
}
