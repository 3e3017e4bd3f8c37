import type { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';

/** Arguments as the operation declares them. Raises `invalid_input` naming each field that is wrong, missing or unknown. */
export function parseArguments<T>(schema: z.ZodType<T>, args: unknown): T {
  const parsed = schema.safeParse(args ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 5).map(describe);
  throw new AppError('invalid_input', problems.join(' '), {
    nextStep: 'Correct the arguments and call again; the tool definition lists what it takes.',
  });
}

function describe(issue: z.core.$ZodIssue): string {
  const field = issue.path.length === 0 ? 'The arguments' : `Argument "${issue.path.join('.')}"`;
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `"${[...issue.path, key].join('.')}"`).join(', ');
    return `Unknown argument ${names}.`;
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return `${field} is missing.`;
  return `${field}: ${issue.message}.`.replace(/\.\.$/, '.');
}
