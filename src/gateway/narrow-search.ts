import { AppError } from '../kernel/app-error.ts';
import type { Operation } from '../operations/operation.ts';
import type { Obligations } from '../policy/question.ts';
import { narrowedQuery } from './judge-call.ts';
import type { Standpoint } from './policy-questions.ts';

/** The arguments of a search with the caller's limits in its query. Raises `denied` where nothing could be found. */
export function narrowSearch(
  { governance }: Standpoint,
  { query }: Operation,
  input: unknown,
  { profiles }: Obligations,
): unknown {
  if (!query) return input;
  const cql = narrowedQuery(governance, profiles, query.read(input));
  if (cql !== undefined) return query.write(input, cql);
  throw new AppError('denied', 'There is no space that you could search here.', {
    nextStep: 'Ask an administrator which spaces your access profile has.',
  });
}
