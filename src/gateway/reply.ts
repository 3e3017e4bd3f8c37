import type { Operation, Rendered } from '../operations/operation.ts';
import type { CallRequest } from './call.ts';
import type { Fence } from './fence.ts';

/** What leaves for the client: text for a model, structured content for a program, as `outputFormat` asks (DESIGN §4.3). */
export function reply(
  operation: Operation,
  output: unknown,
  input: unknown,
  { outputFormat, schemaAdvertised }: Pick<CallRequest, 'outputFormat' | 'schemaAdvertised'>,
  fence: Fence,
): { readonly text: string; readonly structured?: unknown } {
  const rendered = operation.render(output, input);
  switch (outputFormat) {
    case 'verbose':
      return {
        text: fullText(rendered, fence),
        // A tool that advertises an output schema must answer by it; ids and versions do, the body is in the text already.
        ...(schemaAdvertised && { structured: operation.brief(output) }),
      };
    case 'structured':
      return { text: rendered.summary, structured: output };
    case 'both':
      return { text: fullText(rendered, fence), structured: output };
    default:
      return outputFormat satisfies never;
  }
}

function fullText({ summary, data, next }: Rendered, fence: Fence): string {
  return [summary, data ? fence(data) : undefined, next].filter(Boolean).join('\n');
}
