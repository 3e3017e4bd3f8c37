/** Arguments of a list with at most so many rows asked for, so that its cursor goes on where they end. */
export function withMostResults(input: unknown, most: number | undefined): unknown {
  if (most === undefined || typeof input !== 'object' || input === null || !('limit' in input)) return input;
  return typeof input.limit === 'number' && input.limit > most ? { ...input, limit: most } : input;
}
