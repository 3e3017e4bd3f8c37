import type { z } from 'zod';
import type { editsField } from './body-fields.ts';
import type { RestoreMarks } from '../masked/restore-marks.ts';
import type { Edit } from '../../content/index.ts';

export type WrittenEdits = z.output<ReturnType<typeof editsField>>;

/** Edits as the content engine takes them. */
export function toEdits(written: WrittenEdits): readonly Edit[] {
  return written.flatMap((edit): Edit[] => {
    const { replace, insert, delete: remove, move, set, table } = edit;
    if (replace) return [{ replace }];
    if (insert) return [{ insert }];
    if (remove) return [{ delete: remove }];
    if (move) return [{ move }];
    if (set) return [{ set }];
    return table ? [{ table }] : [];
  });
}

/** Texts of edits that become content. */
export function newTexts(edits: readonly Edit[]): readonly string[] {
  return edits.flatMap((edit) => {
    if ('replace' in edit) return [edit.replace.new];
    if ('insert' in edit) return [edit.insert.markdown];
    if (!('table' in edit)) return [];
    const { rowInsert, columnInsert, cell } = edit.table;
    return [...(rowInsert?.cells ?? []), ...(columnInsert?.cells ?? []), ...(cell ? [cell.markdown] : [])];
  });
}

/** Edits with what marks of masked text stand for. Raises `invalid_input` for marks where nothing can be put back. */
export function restored(edits: readonly Edit[], restore: RestoreMarks): readonly Edit[] {
  return edits.map((edit): Edit => {
    if ('replace' in edit) return { replace: { ...edit.replace, ...restore.replaced(edit.replace) } };
    for (const text of newTexts([edit])) restore.fresh(text);
    return edit;
  });
}

/** `replace`, `insert` …: what an edit does, for people. */
export function editNames(edits: readonly Edit[]): string {
  const counts = new Map<string, number>();
  for (const edit of edits) {
    const [name = ''] = Object.keys(edit);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, times]) => (times === 1 ? name : `${times} × ${name}`)).join(', ');
}
