import type { SpaceOutput } from '../output-shapes.ts';
import { inParentheses, lines, oneLine } from '../text-lines.ts';

/** One row of a list. */
export function spaceLine({ id, key, name, type, status, homepageId, webUrl }: SpaceOutput): string {
  const facts = inParentheses(
    key && `key ${key}`,
    `id ${id}`,
    type,
    status && status !== 'current' && status,
    homepageId && `homepage ${homepageId}`,
  );
  return ['-', oneLine(name ?? '') || key, facts, webUrl].filter(Boolean).join(' ');
}

export function spaceDetails(space: SpaceOutput): string {
  const { id, key, name, type, status, homepageId, description, createdAt, webUrl } = space;
  return lines(
    `name: ${oneLine(name ?? '') || id}`,
    key && `key: ${key}`,
    `id: ${id}`,
    type && `type: ${type}`,
    status && `status: ${status}`,
    homepageId && `homepage: page ${homepageId}`,
    createdAt && `created: ${createdAt}`,
    description && `description: ${oneLine(description)}`,
    webUrl && `web: ${webUrl}`,
  );
}
