import type { Label } from '../../model/entities.ts';

export function labelJson(label: Label): Record<string, string> {
  return { prefix: label.prefix, name: label.name, id: label.id, label: label.name };
}
