import type { AppError } from '../kernel/app-error.ts';
import type { Fence } from './fence.ts';

/** What a model reads of an error: the code, what happened, what to do next; words of Confluence only as fenced data. */
export function errorText(error: AppError, fence: Fence): string {
  const { nextStep, connectUrl, upstreamMessage, excerpt, retryAfterMs, mayHaveHappened, approval } =
    error.fields;
  const lines = [`${error.code}: ${error.message}`];
  if (excerpt) lines.push(fence(excerpt));
  if (mayHaveHappened)
    lines.push('The change may have reached Confluence: read the content before you repeat it.');
  if (retryAfterMs !== undefined)
    lines.push(`Wait ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s before the next try.`);
  if (nextStep) lines.push(`Next: ${nextStep}`);
  if (approval?.url !== undefined) lines.push(`Give this link to whoever approves it: ${approval.url}`);
  if (connectUrl)
    lines.push(
      `Give this link to the person you work for, to connect their own account: ${connectUrl}`,
      'Call again once they have.',
    );
  if (upstreamMessage) lines.push('Confluence said:', fence(upstreamMessage));
  return lines.join('\n');
}
