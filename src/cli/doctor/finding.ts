import { toAppError } from '../../kernel/app-error.ts';

/** What one check of `weir doctor` found. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly what: string;
  /** One line each. */
  readonly details?: readonly string[];
  readonly nextStep?: string;
  /** Operations that do not work, with the scopes that the best way to them lacks. */
  readonly missing?: readonly { readonly operation: string; readonly scopes: readonly string[] }[];
}

export type Report = (finding: Finding) => void;

export function failed(check: string, thrown: unknown): Finding {
  const { message, fields } = toAppError(thrown);
  return {
    check,
    ok: false,
    what: message,
    ...(fields.nextStep !== undefined && { nextStep: fields.nextStep }),
  };
}

const column = 20;

export function lineOf({ check, ok, what, details = [], nextStep }: Finding): string {
  const lines = [what, ...details.map((detail) => `  ${detail}`), ...(nextStep ? [nextStep] : [])];
  const [first = '', ...rest] = lines;
  const indent = ' '.repeat(6 + column + 2);
  return [
    `${ok ? 'ok  ' : 'FAIL'}  ${check.padEnd(column)}  ${first}`,
    ...rest.map((line) => indent + line),
  ].join('\n');
}
