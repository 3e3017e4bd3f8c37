import { AppError } from '../../kernel/app-error.ts';
import type { Block } from '../model/block.ts';
import type { WrittenBlock } from '../view/parse.ts';
import type { Values } from './plan.ts';

/**
 * New parameter values of a container or leaf, by comparing what is written with what was shown; undefined for none. What
 * is written without braces leaves them as they are.
 */
export function planValues(block: Block, written: WrittenBlock): Values | undefined {
  const values = [...changedAttributes(block, written)];
  if (written.label !== undefined && (block.label ?? '') !== written.label)
    values.push(['', written.label === '' ? undefined : written.label]);
  return values.length === 0 ? undefined : values;
}

/** The same for a code block, whose language is a parameter too. */
export function planFence(block: Block, written: WrittenBlock): Values | undefined {
  const values = [...changedAttributes(block, written)];
  const language = written.name ?? '';
  if ((block.name ?? '') !== language) values.push(['language', language === '' ? undefined : language]);
  return values.length === 0 ? undefined : values;
}

function changedAttributes(block: Block, written: WrittenBlock): Values {
  const before = new Map(block.attributes ?? []);
  const after = new Map(written.braces?.attributes ?? []);
  const values: Array<readonly [string, string | undefined]> = [];
  for (const [name, value] of after) {
    if (before.get(name) === value) continue;
    if (value.endsWith('…')) throw elided(name);
    values.push([name, value]);
  }
  for (const name of before.keys()) if (!after.has(name)) values.push([name, undefined]);
  return values;
}

function elided(name: string): AppError {
  return new AppError(
    'invalid_input',
    `The value of "${name}" is cut short in the view and cannot be written back.`,
    {
      nextStep: 'Change parameters with a "set" edit, which names the ones to change.',
    },
  );
}
