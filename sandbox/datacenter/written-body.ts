import { z } from 'zod';
import { wikiToStorage } from '../content/index.ts';
import { Refusal } from '../model/refusal.ts';
import type { Site } from '../model/site.ts';
import { personNamed } from './logins.ts';

const text = z.looseObject({ value: z.string(), representation: z.string().optional() });

/** A body as clients write it: nested under the name of its representation. */
export const bodyWrite = z
  .looseObject({ storage: text, wiki: text, editor: text, atlas_doc_format: text, view: text })
  .partial();

export type BodyWrite = z.output<typeof bodyWrite>;

/** What a written body means in storage format; null where none was written. @throws Refusal `invalid` */
export function storageOf(site: Site, body: BodyWrite | null | undefined): string | null {
  if (body === null || body === undefined) return null;
  const stored = body.storage ?? body.editor;
  if (stored !== undefined) return withUserKeys(site, stored.value);
  if (body.wiki !== undefined) return withUserKeys(site, wikiStorage(body.wiki.value));
  const [other] = Object.keys(body);
  if (other === undefined) return null;
  throw new Refusal('invalid', `Unsupported content body representation: ${other}`);
}

/** @throws Refusal `invalid` */
export function wikiStorage(markup: string): string {
  const result = wikiToStorage(markup);
  if (!result.ok)
    throw new Refusal('invalid', `Error parsing wiki markup, line ${result.line}: ${result.message}`);
  return result.storage;
}

/** People are kept by user key, also when they were written by name. */
function withUserKeys(site: Site, storage: string): string {
  return storage.replace(/(<ri:user\s[^>]*?)ri:username="([^"]*)"/g, (whole, start: string, name: string) => {
    const person = personNamed(site, name);
    return person === undefined ? whole : `${start}ri:userkey="${person.accountId}"`;
  });
}
