import type { Label } from '../model/entities.ts';

export function labelJson(label: Label): Record<string, string> {
  return { id: label.id, name: label.name, prefix: label.prefix };
}
