import { readFile } from 'node:fs/promises';
import { AppError } from '../kernel/app-error.ts';

export type Path = readonly PropertyKey[];

/** What a configuration says, and where it says it. */
export interface ConfigSource {
  readonly value: unknown;
  /** `weir.yaml line 12`, for the value or the key at a path, or for what is nearest above it. */
  locate(path: Path): string;
}

/** Reads a YAML file. Raises `configuration` where it cannot be read or is no YAML. */
export async function readConfigFile(file: string): Promise<ConfigSource> {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unreadable';
    throw new AppError('configuration', `The configuration file ${file} cannot be read (${code}).`, {
      nextStep: 'Check the path and that the account Weir runs as may read it.',
      cause: thrown,
    });
  });
  // Only an installation with a file pays for the parser.
  const { LineCounter, isMap, isNode, isScalar, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => `${file} line ${lines.linePos(offset).line}`;
  const [problem] = document.errors;
  if (problem) {
    throw configError(at(problem.pos[0]), firstLine(problem.message));
  }

  function locate(path: Path): string {
    const parent = document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
      : undefined;
    const node = isNode(pair?.key) ? pair.key : document.getIn(path, true);
    if (isNode(node) && node.range) return at(node.range[0]);
    return path.length === 0 ? file : locate(path.slice(0, -1));
  }

  try {
    return { value: document.toJS(), locate };
  } catch (thrown) {
    // Aliases that multiply without end.
    throw configError(file, thrown instanceof Error ? firstLine(thrown.message) : 'is no YAML document');
  }
}

/** One line: where, and what is wrong there. */
export function configError(where: string, what: string): AppError {
  return new AppError('configuration', `${where}: ${/[.?]$/.test(what) ? what : `${what}.`}`, {
    nextStep: 'Correct it and start again.',
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
