import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const folder = process.env['WEIR_TEST_DATA'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));

/** Whether the vendor's documents and the corpus of real pages are on this machine. */
export const hasReferenceData = existsSync(join(folder, 'data', 'openapi'));

/** Why a test that needs them was skipped; for the test's name. */
export const referenceDataNote = hasReferenceData
  ? ''
  : ' (skipped: no reference data beside the checkout, set WEIR_TEST_DATA)';

/** Absolute path of a file or folder of the reference data, for example `corpus/storage`. */
export function referencePath(...parts: string[]): string {
  return join(folder, ...parts);
}
