import type { RouteContext } from '../../http/context.ts';
import { type Expand, expandOf, expandOfPaths } from '../../v1/expand.ts';

export { type Expand, expandOf, nothing } from '../../v1/expand.ts';

/** What the caller asked to expand; when nothing was asked, what the operation's document names as its default. */
export function expandOrDefault(c: RouteContext, ...standard: string[]): Expand {
  return c.req.query('expand') === undefined ? expandOfPaths(standard) : expandOf(c);
}
