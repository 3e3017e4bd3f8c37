import { z } from 'zod';
import { checkpointMac } from '../../audit/checkpoint.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Secret } from '../../kernel/secret.ts';
import { checkpointOf } from '../../store/audit-checkpoints.ts';
import type { TakeRows } from '../../store/backup/read-backup.ts';

const checkpointRow = z.object({
  number: z.number(),
  writer: z.string(),
  at: z.number(),
  heads_json: z.string(),
  prev: z.string(),
  mac: z.string(),
});

/**
 * Finds out by the checkpoints in a backup whether a key is the one that its record was written with. One that fits is
 * enough: whether all do is for the verification to say.
 */
export function checkRecordKey(key: Secret): {
  readonly take: TakeRows;
  refuseWrongKey(where: string): void;
} {
  let seen = 0;
  let isRight = false;
  return {
    async take({ name, columns }, rows) {
      if (name !== 'audit_checkpoints' || isRight) return;
      for (const row of rows) {
        const { data } = checkpointRow.safeParse(
          Object.fromEntries(columns.map((column, index) => [column.name, row[index]])),
        );
        if (!data) continue;
        seen += 1;
        const { heads, mac, ...rest } = checkpointOf(data);
        isRight ||= heads !== undefined && mac === checkpointMac(key, { ...rest, heads });
      }
    },
    refuseWrongKey(where) {
      if (seen === 0 || isRight) return;
      throw new AppError(
        'configuration',
        `The record in this backup was written with another key than ${where}.`,
        {
          nextStep:
            'Nothing was restored. Put the audit key that belongs to the backup there; --lost-audit-key does without.',
        },
      );
    },
  };
}
