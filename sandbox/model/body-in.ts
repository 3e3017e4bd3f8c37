import { storageToAdf, storageToView } from '../content/index.ts';
import { contentContext } from './content-context.ts';
import type { Person } from './entities.ts';
import type { Site } from './site.ts';

/** Formats that list reads give; single reads give all of `singleFormats` (facts: confluence-api §5). */
export const listFormats = ['storage', 'atlas_doc_format'] as const;
export const singleFormats = [
  ...listFormats,
  'view',
  'export_view',
  'anonymous_export_view',
  'styled_view',
  'editor',
] as const;

export type BodyFormat = (typeof singleFormats)[number];

/** A body as it is kept, with the content that it belongs to. */
export interface KeptBody {
  readonly storage: string;
  /** The ADF as it was written, if that is what the storage was made from. */
  readonly adf?: string | null;
  readonly of: { readonly id: string; readonly spaceId: string };
}

/** A body in one format. ADF is a JSON string. */
export function bodyIn(site: Site, person: Person, body: KeptBody, format: BodyFormat): string {
  switch (format) {
    case 'storage':
      return body.storage;
    case 'atlas_doc_format':
      return body.adf ?? JSON.stringify(storageToAdf(body.storage, contentContext(site, person, body.of)));
    case 'view':
    case 'export_view':
    case 'anonymous_export_view':
    case 'styled_view':
    case 'editor':
      return storageToView(body.storage, contentContext(site, person, body.of));
  }
}
