import { AppError } from '../../kernel/app-error.ts';
import type { BodyFormat, BodyWrite } from '../ports.ts';
import type { Dialect } from './content-site.ts';

/** The format to read in. Raises `invalid_input` for ADF where the site has none. */
export function readableFormat(dialect: Dialect, format: BodyFormat | undefined): BodyFormat | undefined {
  if (format !== 'atlas_doc_format' || dialect.adf) return format;
  throw noAdf(dialect, 'Ask for the body as storage, or as view to see it rendered.');
}

/** An `expand` value with the body, if one is wanted. */
export function withBody(expansion: string, format: BodyFormat | undefined): string {
  return format === undefined ? expansion : `${expansion},body.${format}`;
}

/** A body as it is sent: `{storage: {value, representation}}`. Raises `invalid_input` for ADF where the site has none. */
export function bodyToWrite(dialect: Dialect, body: BodyWrite | undefined): object | undefined {
  if (body === undefined) return undefined;
  const { representation, value } = body;
  if (representation === 'atlas_doc_format' && !dialect.adf) {
    throw noAdf(dialect, 'Write the body as storage format or wiki markup.');
  }
  return { [representation]: { value, representation } };
}

function noAdf({ name }: Dialect, nextStep: string): AppError {
  return new AppError('invalid_input', `${name} has no ADF (atlas_doc_format).`, { nextStep });
}
