import { markerRefs } from '../content/index.ts';
import type { Content } from './entities.ts';
import type { Site } from './site.ts';

/** After a body changed: an inline comment whose marker is gone dangles (facts: confluence-api §6), one whose marker is back is open again. */
export function refreshInlineComments(site: Site, content: Content): void {
  const refs = content.storage.includes('ac:inline-comment-marker')
    ? new Set(markerRefs(content.storage))
    : new Set();
  for (const comment of site.comments.values()) {
    if (comment.contentId !== content.id || comment.inline === null) continue;
    const stands = refs.has(comment.inline.markerRef);
    if (!stands && comment.inline.resolution !== 'resolved') comment.inline.resolution = 'dangling';
    if (stands && comment.inline.resolution === 'dangling') comment.inline.resolution = 'open';
  }
}
