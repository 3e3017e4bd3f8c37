import type { Attachment, Comment, Content, Person } from '../../model/entities.ts';
import type { Site } from '../../model/site.ts';
import type { Expand } from './expand.ts';

export type Json = Record<string, unknown>;

/** The site as one person sees it, with the JSON of everything that may hold other things of the content API. */
export interface View {
  readonly site: Site;
  readonly asker: Person;
  content(content: Content, expand?: Expand): Json;
  comment(comment: Comment, expand?: Expand): Json;
  attachment(attachment: Attachment, expand?: Expand): Json;
}
