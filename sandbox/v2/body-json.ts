import { bodyIn, type BodyFormat, type KeptBody } from '../model/body-in.ts';
import type { Person } from '../model/entities.ts';
import type { Site } from '../model/site.ts';

/** The `body` object of v2: empty when no format was asked for. */
export function bodyJson(
  site: Site,
  person: Person,
  body: KeptBody,
  format: BodyFormat | null,
): Record<string, { representation: string; value: string }> {
  return format === null
    ? {}
    : { [format]: { representation: format, value: bodyIn(site, person, body, format) } };
}
