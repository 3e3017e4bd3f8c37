import { changed, type Site } from '../model/site.ts';
import { spaceByKey } from '../model/spaces.ts';
import { blogPosts } from './blog-posts.ts';
import { addCompany } from './company.ts';
import { engineering } from './engineering/space.ts';
import { people } from './people/space.ts';
import { personal } from './personal-space.ts';
import { plant, plantSpace } from './plant-space.ts';
import { product } from './product/space.ts';
import { repeatableRandom } from './repeatable-random.ts';

/**
 * Fills an empty site with the wiki of Larkwater, an invented maker of river gauges: people with different rights, three
 * spaces and a personal one, and among their pages every family of macro and element that storage format knows. The same
 * on every site to the byte; times count back from the site's clock.
 */
export function addSampleContent(site: Site): void {
  // Shares the site's collections; only its randomness differs, so that macro and comment ids repeat too.
  const planting: Site = { ...site, random: repeatableRandom('Larkwater'), onChange: () => undefined };
  addCompany(planting);
  for (const space of [engineering, product, people, personal]) plantSpace(planting, space);
  for (const [key, posts] of Object.entries(blogPosts)) {
    const space = spaceByKey(planting, key);
    if (space === undefined) continue;
    for (const post of posts) plant(planting, space.id, null, post);
  }
  site.title = 'Larkwater';
  site.lastId = planting.lastId;
  changed(site);
}
