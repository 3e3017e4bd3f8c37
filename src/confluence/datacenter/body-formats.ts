import { AppError } from '../../kernel/app-error.ts';
import type { BodyFormat, BodyWrite } from '../ports.ts';

/** The body formats that Data Center reads in. */
export type BodyName = 'storage' | 'view';

/** The format to read in. Raises `invalid_input` for ADF, which Data Center does not have (facts: confluence-api §14). */
export function readableFormat(format: BodyFormat | undefined): BodyName | undefined {
  if (format !== 'atlas_doc_format') return format;
  throw noAdf('Ask for the body as storage, or as view to see it rendered.');
}

/** An `expand` value with the body, if one is wanted. */
export function withBody(expansion: string, format: BodyName | undefined): string {
  return format === undefined ? expansion : `${expansion},body.${format}`;
}

/** A body as it is sent: `{storage: {value, representation}}`. Raises `invalid_input` for ADF. */
export function bodyToWrite(body: BodyWrite | undefined): object | undefined {
  if (body === undefined) return undefined;
  const { representation, value } = body;
  if (representation === 'atlas_doc_format') throw noAdf('Write the body as storage format or wiki markup.');
  return { [representation]: { value, representation } };
}

function noAdf(nextStep: string): AppError {
  return new AppError('invalid_input', 'Confluence Data Center has no ADF (atlas_doc_format).', { nextStep });
}
