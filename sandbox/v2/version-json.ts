import { isoTime } from '../http/iso-time.ts';

/** Any version: of content, comments, files. */
export interface AnyVersion {
  readonly number: number;
  readonly authorId: string;
  readonly createdAt: number;
  readonly message?: string;
  readonly comment?: string;
  readonly minorEdit?: boolean;
}

/** The version that an entity stands at, with two fields that no document names (facts: confluence-api §11). */
export function versionJson(version: AnyVersion): Record<string, unknown> {
  return { ...listedVersionJson(version), ncsStepVersion: '1', contributorIds: [version.authorId] };
}

/** A row of a version list. */
export function listedVersionJson(version: AnyVersion): Record<string, unknown> {
  return {
    number: version.number,
    message: version.message ?? version.comment ?? '',
    minorEdit: version.minorEdit ?? false,
    authorId: version.authorId,
    createdAt: isoTime(version.createdAt),
  };
}

/** A version with its neighbours. */
export function detailedVersionJson(
  version: AnyVersion,
  all: readonly AnyVersion[],
): Record<string, unknown> {
  const at = all.indexOf(version);
  const [previous, next] = [all[at - 1], all[at + 1]];
  return {
    number: version.number,
    authorId: version.authorId,
    message: version.message ?? version.comment ?? '',
    createdAt: isoTime(version.createdAt),
    minorEdit: version.minorEdit ?? false,
    contentTypeModified: false,
    collaborators: [version.authorId],
    ...(previous === undefined ? {} : { prevVersion: previous.number }),
    ...(next === undefined ? {} : { nextVersion: next.number }),
  };
}
