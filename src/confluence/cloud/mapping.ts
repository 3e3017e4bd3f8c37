import type { z } from 'zod';
import type { Body, BodyFormat, Version } from '../ports.ts';
import { omitAbsent } from '../omit-absent.ts';
import type * as schemas from './schemas.ts';

export function toVersion(version: z.output<typeof schemas.version>): Version | undefined {
  return version === null || version === undefined ? undefined : versionOf(version);
}

/** An empty message is none. */
export function versionOf(row: NonNullable<z.output<typeof schemas.version>>): Version {
  const { number, createdAt, authorId, message, minorEdit } = row;
  return omitAbsent({ number, createdAt, authorId, message: message || undefined, minorEdit });
}

/** The body in the format asked for, or whichever is there. */
export function toBody(body: z.output<typeof schemas.body>, asked?: BodyFormat): Body | undefined {
  if (body === null || body === undefined) return undefined;
  const found = asked === undefined ? (body.storage ?? body.atlas_doc_format ?? body.view) : body[asked];
  if (found === null || found === undefined || typeof found.value !== 'string') return undefined;
  return { representation: found.representation ?? asked ?? 'storage', value: found.value };
}
