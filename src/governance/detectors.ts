import type { Change } from '../auth/administration/change.ts';
import { AppError } from '../kernel/app-error.ts';
import { listDetectors, putDetector, removeDetector, type StoredDetector } from '../store/mask-detectors.ts';
import { listRules } from '../store/policy-rules.ts';
import type { GovernanceParts } from './change-governance.ts';

/** Makes or changes a detector. Raises `invalid_input` for a name or an expression that masking cannot use. */
export async function saveDetector(
  { ids }: GovernanceParts,
  { tx, now, note }: Change,
  workspaceId: string,
  detector: Pick<StoredDetector, 'slug' | 'name' | 'expression'>,
): Promise<StoredDetector> {
  const { slug } = detector;
  const fault = await detectorFault(detector);
  if (fault !== undefined) {
    throw new AppError('invalid_input', `The detector ${slug}: ${fault}`, {
      nextStep: 'Expressions are RE2: without look-around and back-references.',
    });
  }
  const isNew = !(await listDetectors(tx, workspaceId)).some((known) => known.slug === slug);
  const saved = await putDetector(tx, { workspaceId, ...detector, now }, ids);
  const operation = isNew ? 'detector.created' : 'detector.changed';
  note({ workspaceId, operation, targets: [`detector:${slug}`] });
  return saved;
}

/** Raises `conflict` while a rule masks with it. */
export async function dropDetector({ tx, note }: Change, workspaceId: string, slug: string): Promise<void> {
  const user = (await listRules(tx, workspaceId)).find(
    ({ body: { outcome } }) => outcome.kind === 'mask' && outcome.detectors.includes(slug),
  );
  if (user) {
    throw new AppError('conflict', `The rule ${user.slug} masks with the detector ${slug}.`, {
      nextStep: 'Take it out of the rule first.',
    });
  }
  await removeDetector(tx, workspaceId, slug);
  note({ workspaceId, operation: 'detector.removed', targets: [`detector:${slug}`] });
}

/** What is wrong with a detector; undefined for one that masking can use. */
export async function detectorFault({
  slug,
  expression,
}: Pick<StoredDetector, 'slug' | 'expression'>): Promise<string | undefined> {
  const { readOwnDetector } = await import('../policy/masking/own-detector.ts');
  const read = readOwnDetector({ name: slug, expression });
  return read.ok ? undefined : read.reason;
}
