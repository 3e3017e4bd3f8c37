import type { Site } from '../model/site.ts';
import { spaceByKey } from '../model/spaces.ts';
import { blogPosts } from './blog-posts.ts';
import { addCompany } from './company.ts';
import { engineering } from './engineering/space.ts';
import { people } from './people/space.ts';
import { personal } from './personal-space.ts';
import { plant, plantSpace } from './plant-space.ts';
import { product } from './product/space.ts';

/**
 * Fills an empty site with the wiki of Larkwater, an invented maker of river gauges: people with different rights, three
 * spaces and a personal one, and among their pages every family of macro and element that storage format knows. The same
 * on every site, with times that count back from the site's clock.
 */
export function addSampleContent(site: Site): void {
  site.title = 'Larkwater';
  addCompany(site);
  for (const space of [engineering, product, people, personal]) plantSpace(site, space);
  for (const [key, posts] of Object.entries(blogPosts)) {
    const space = spaceByKey(site, key);
    if (space === undefined) continue;
    for (const post of posts) plant(site, space.id, null, post);
  }
}
