import type { Label } from './entities.ts';
import { changed, newId, type Site } from './site.ts';

/** What can carry labels: content, spaces, attachments. */
export interface Labelled {
  labels: Label[];
}

/** Puts a label on something; nothing happens when it is there already. Names are lower case, as Confluence keeps them. */
export function addLabel(site: Site, labelled: Labelled, name: string, prefix = 'global'): Label {
  const label = labelOf(site, name.toLowerCase(), prefix);
  if (labelled.labels.includes(label)) return label;
  labelled.labels.push(label);
  changed(site);
  return label;
}

/** Takes labels of this name off, whatever their prefix; false when there was none. */
export function removeLabel(site: Site, labelled: Labelled, name: string): boolean {
  const wanted = name.toLowerCase();
  const left = labelled.labels.filter((label) => label.name !== wanted);
  if (left.length === labelled.labels.length) return false;
  labelled.labels = left;
  changed(site);
  return true;
}

function labelOf(site: Site, name: string, prefix: string): Label {
  const key = `${prefix}:${name}`;
  const known = site.labels.get(key);
  if (known !== undefined) return known;
  const created: Label = { id: newId(site), prefix, name };
  site.labels.set(key, created);
  return created;
}
