// Which files of the bundle hold which modules: one file is read faster than seventy.
import { fileURLToPath } from 'node:url';
import type { CodeSplittingGroup } from 'rolldown';

const root = new URL('../', import.meta.url);

export interface BundlePart {
  readonly name: string;
  /** Paths from the root of the checkout. The part holds what all of these sets need, each with whatever it imports. */
  readonly neededBy: readonly (readonly string[])[];
  /** Modules that stay out: the bundler places them. Nothing that stays in may use any of them. */
  readonly without?: RegExp;
}

/** Groups for the bundler: a module goes into the first part that wants it. What is imported at run time is not followed. */
export function groupsOf(parts: readonly BundlePart[]): CodeSplittingGroup[] {
  const placed = new Map<string, string>();
  return parts.map((part, index) => {
    let isPlaced = false;
    return {
      name(id, context) {
        if (!isPlaced) {
          isPlaced = true;
          const importsOf = (module: string) => context.getModuleInfo(module)?.importedIds ?? [];
          for (const module of modulesOf(part, importsOf))
            if (!placed.has(module)) placed.set(module, part.name);
        }
        return placed.get(id) === part.name ? part.name : null;
      },
      debugName: part.name,
      // The parts are whole already, but for what was left out.
      includeDependenciesRecursively: false,
      priority: parts.length - index,
    };
  });
}

function modulesOf(
  { neededBy, without }: BundlePart,
  importsOf: (module: string) => readonly string[],
): readonly string[] {
  const [first = new Set<string>(), ...others] = neededBy.map((paths) =>
    closureOf(paths.map(idOf), importsOf),
  );
  return [...first].filter((id) => !without?.test(id) && others.every((needed) => needed.has(id)));
}

function closureOf(
  roots: readonly string[],
  importsOf: (module: string) => readonly string[],
): ReadonlySet<string> {
  const seen = new Set(roots);
  // A set that grows while it is walked is walked to its end.
  for (const module of seen) for (const imported of importsOf(module)) seen.add(imported);
  return seen;
}

const idOf = (path: string): string => fileURLToPath(new URL(path, root));
