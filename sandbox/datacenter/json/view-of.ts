import type { RouteContext } from '../../http/context.ts';
import type { Person } from '../../model/entities.ts';
import type { Site } from '../../model/site.ts';
import { attachmentJson } from './attachment-json.ts';
import { commentJson } from './comment-json.ts';
import { contentJson } from './content-json.ts';
import type { View } from './view.ts';

export function viewOf(site: Site, asker: Person): View {
  const view: View = {
    site,
    asker,
    content: (content, expand) => contentJson(view, content, expand),
    comment: (comment, expand) => commentJson(view, comment, expand),
    attachment: (attachment, expand) => attachmentJson(view, attachment, expand),
  };
  return view;
}

/** What the caller sees. */
export function viewFor(c: RouteContext): View {
  return viewOf(c.get('site'), c.get('person'));
}
