import { AppError } from '../../kernel/app-error.ts';

/**
 * A query that cannot be read with certainty. `position` counts characters from one, as people do. Under limits such a
 * query is refused: what Weir reads otherwise than Confluence could not be limited.
 */
export function cqlFault(reason: string, index: number): AppError {
  return new AppError('invalid_input', `The CQL does not read at position ${index + 1}: ${reason}.`, {
    nextStep: 'Correct the query there; texts belong in double quotes.',
  });
}
