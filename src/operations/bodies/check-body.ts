import { newViolation, scan, validateAdf } from '../../content/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { BodyWrite } from '../../confluence/ports.ts';
import { quotePage } from './quote-page.ts';

/**
 * Raises `invalid_input` for a body that is not what its representation says, with the place: storage format that is not
 * well-formed, ADF that the vendor's schema does not allow. What was wrong before may stay (`before`: the body now).
 */
export function checkBody({ representation, value }: BodyWrite, before?: string): void {
  checkSize(value);
  switch (representation) {
    case 'storage':
      checkDepth(
        quotePage('The storage format is not well-formed, and nothing was written', () => scan(value).root),
        ({ children }) => children,
      );
      return;
    case 'atlas_doc_format':
      checkAdf(value, before);
      return;
    case 'wiki':
      return;
    default:
      representation satisfies never;
  }
}

function checkAdf(value: string, before: string | undefined): void {
  const document: unknown = JSON.parse(value);
  checkDepth(document, contentOf);
  const violation = quotePage('The ADF is not valid, and nothing was written', () => {
    if (before !== undefined && before !== '') return newViolation(JSON.parse(before), document);
    const verdict = validateAdf(document);
    return verdict.ok ? undefined : verdict;
  });
  if (!violation) return;
  throw new AppError('invalid_input', 'The ADF is not valid, and nothing was written.', {
    excerpt: `${violation.path}: ${violation.message}`,
    nextStep: 'Correct the node at that path, or write Markdown (representation markdown).',
  });
}

/** Confluence refuses bodies over 5 MB (facts: confluence-api §3.1). */
const mostBytes = 5 * 1024 * 1024;

/** Raises `too_large` for a body that Confluence would not take. */
export function checkSize(value: string): void {
  const bytes = Buffer.byteLength(value, 'utf8');
  if (bytes <= mostBytes) return;
  const size = (bytes / 1024 / 1024).toFixed(1);
  throw new AppError('too_large', `The body would have ${size} MB, and nothing was written.`, {
    nextStep: 'Confluence takes 5 MB: split the content over several pages, or attach it as a file.',
  });
}

/** Elements or nodes in each other; real pages have some twenty levels (facts: formats). */
const deepest = 400;

/** Raises `too_large` for what is nested beyond measure: Confluence fails on it in ways that say nothing. */
function checkDepth<T>(root: T, childrenOf: (node: T) => readonly T[]): void {
  let level: readonly T[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) {
      throw new AppError(
        'too_large',
        `The body is nested deeper than ${deepest} levels, and nothing was written.`,
        {
          nextStep: 'Use a flatter structure.',
        },
      );
    }
    level = level.flatMap(childrenOf);
  }
}

function contentOf(node: unknown): readonly unknown[] {
  if (typeof node !== 'object' || node === null || !('content' in node)) return [];
  return Array.isArray(node.content) ? node.content : [];
}
