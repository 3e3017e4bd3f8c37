import type { OperationContext } from '../operation.ts';
import type { Base } from './body-base.ts';
import { conflictWith } from './conflict.ts';
import type { EditOptions } from '../../content/index.ts';
import type { StoredBody } from './stored-body.ts';
import type { Subject } from './subject.ts';

export function mergeInto(
  _context: OperationContext,
  subject: Subject,
  _base: Base,
  _mine: string,
  current: StoredBody,
  _options: EditOptions,
): string {
  throw conflictWith(subject, current.content, 'Merge pending');
}
