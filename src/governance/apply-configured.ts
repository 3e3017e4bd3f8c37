import { systemActor } from '../auth/administration/change.ts';
import type { ConfigSource } from '../config/config-source.ts';
import { applyDocument } from './apply-document.ts';
import type { GovernanceParts } from './change-governance.ts';
import type { PlannedChange } from './plan-document.ts';
import { readDocument } from './read-document.ts';

/**
 * Applies what stands under `governance:` in the configuration file, at a start, once its people and connections are there.
 * Raises `configuration` with the line of what is wrong; then nothing is changed.
 */
export async function applyConfigured(
  parts: GovernanceParts,
  workspaceId: string,
  source: ConfigSource,
): Promise<readonly PlannedChange[]> {
  const { document, wrong } = readDocument(source);
  return applyDocument(parts, systemActor, { workspaceId, document, wrong });
}
