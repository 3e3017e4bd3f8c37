import { describeIssue } from '../config/config-issue.ts';
import { configError, type ConfigSource } from '../config/config-source.ts';
import { governanceDocument, type GovernanceDocument, type Place, type Wrong } from './document.ts';

/** Where a document stands in a file: under `governance:`. */
const under: Place = ['governance'];

/**
 * The governance that a configuration file, or a file of `weir export`, has under `governance:`. Raises `configuration` with
 * the line of what is wrong; `wrong` does so for what shows only later, such as a name that does not exist.
 */
export function readDocument(source: ConfigSource): {
  readonly document: GovernanceDocument;
  readonly wrong: Wrong;
} {
  // Read once: compiling the schema first costs more than reading.
  const read = governanceDocument.safeParse(source.value, { jitless: true });
  if (!read.success) {
    const { path, what } = describeIssue(read.error, governanceDocument);
    throw configError(source.locate([...under, ...path]), `governance.${what}`);
  }
  const wrong: Wrong = (place, what) =>
    configError(source.locate([...under, ...place]), `${place.join('.')} ${what}`);
  return { document: read.data, wrong };
}
