import { join } from 'node:path';

/** Where the record's newest checkpoint is kept, beside the audit key and outside the database. */
export function auditHeadFile(dataDir: string): string {
  return join(dataDir, 'audit-head.json');
}

/** Of `weir stdio`, whose folder may be a gateway's too. */
export function stdioAuditHeadFile(stateFolder: string): string {
  return join(stateFolder, 'stdio-audit-head.json');
}
