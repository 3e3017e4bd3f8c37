import { changed, newUuid, type Site } from '../model/site.ts';
import type { OtherSite } from './accounts.ts';

/** All sites that people here can let an app use: the emulated one, then those that are only names. */
export function sitesOf(site: Site): readonly OtherSite[] {
  const own: OtherSite = { cloudId: site.cloudId, name: site.title.toLowerCase(), url: site.baseUrl };
  return [own, ...site.accounts.otherSites.values()];
}

/** Adds a site to choose from. Where `url` and `cloudId` are another sandbox's, tokens of this one do not work there. */
export function addOtherSite(site: Site, other: { readonly name: string; readonly url?: string }): OtherSite {
  const cloudId = newUuid(site);
  const added: OtherSite = {
    cloudId,
    name: other.name,
    url: other.url ?? `https://${other.name}.example.com`,
  };
  site.accounts.otherSites.set(cloudId, added);
  changed(site);
  return added;
}
