import type { AuditEntry } from './record.ts';

/** Clients choose some of these texts; the record keeps what identifies them. */
const longestText = 1_000;
const longestList = 200;

/**
 * An entry as both databases give it back to the last character: whole numbers, well-formed text without NUL, bounded
 * sizes, no empty fields. What is bound into the chain must read the same years later. Nearly every entry is so as it is.
 */
export function storable(entry: AuditEntry): AuditEntry {
  return Object.values(entry).every(isStorable) ? entry : madeStorable(entry);
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value === 'number') return Number.isInteger(value);
  return Array.isArray(value) && value.length <= longestList && value.every(isStorableItem);
}

function isStorableItem(item: unknown): boolean {
  return typeof item === 'string' && isStorableText(item);
}

function isStorableText(text: string): boolean {
  return text.length <= longestText && !text.includes('\0') && text.isWellFormed();
}

function madeStorable(entry: AuditEntry): AuditEntry {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entry)) {
    const keptValue = storableValue(value);
    if (keptValue !== undefined) kept[name] = keptValue;
  }
  // Each value keeps its type, and only absent ones are left out.
  return kept as unknown as AuditEntry;
}

function storableValue(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? Math.round(value) : undefined;
  if (Array.isArray(value)) return value.slice(0, longestList).map((item) => storableText(String(item)));
  return undefined;
}

function storableText(text: string): string {
  if (isStorableText(text)) return text;
  return text.slice(0, longestText).replaceAll('\0', '\uFFFD').toWellFormed();
}
