import { AppError } from '../kernel/app-error.ts';
import type { SensitiveText } from '../operations/operation.ts';
import type { Governance } from '../policy/compile-governance.ts';
import type { Detector } from '../policy/masking/detector.ts';
import { builtInDetectors, findSensitive } from '../policy/masking/mask.ts';

/** Detectors of the built-in ones and a workspace's own, by the names that rules give them. */
export interface Detectors {
  /** Raises `denied` for a name that is not there any more: what should be masked does not leave unmasked. */
  named(names: ReadonlySet<string>): readonly Detector[];
  /** Of every rule that masks anything; names that are not there are left out. */
  ofAnyRule(): readonly Detector[];
}

export function detectorsOf(governance: Governance, own: readonly Detector[]): Detectors {
  const all = [...builtInDetectors, ...own];
  return {
    named(names) {
      if (names.size === 0) return [];
      const found = all.filter(({ name }) => names.has(name));
      if (found.length === names.size) return found;
      throw new AppError('denied', 'A rule asks for a masking that is not there any more.', {
        nextStep: 'Ask an administrator: a mask rule names a detector that was removed.',
      });
    },
    ofAnyRule() {
      const names = namesInRules(governance);
      return names.size === 0 ? [] : all.filter(({ name }) => names.has(name));
    },
  };
}

const namesOf = new WeakMap<Governance, ReadonlySet<string>>();

/** Asked with every call; a governance never changes. */
function namesInRules(governance: Governance): ReadonlySet<string> {
  const known = namesOf.get(governance);
  if (known) return known;
  const names = new Set<string>();
  for (const { rule } of governance.rules)
    if (rule.outcome.kind === 'mask') for (const name of rule.outcome.detectors) names.add(name);
  namesOf.set(governance, names);
  return names;
}

/** Undefined where nothing would be found. */
export function sensitiveText(detectors: readonly Detector[]): SensitiveText | undefined {
  if (detectors.length === 0) return undefined;
  return (text) =>
    findSensitive(text, detectors).map(({ start, end, detector }) => ({ start, end, name: detector }));
}
