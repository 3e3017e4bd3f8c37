import { isoTime } from '../http/iso-time.ts';
import type { Property } from '../model/entities.ts';

export function propertyJson(property: Property): Record<string, unknown> {
  return {
    id: property.id,
    key: property.key,
    value: property.value,
    version: {
      number: property.version,
      message: property.message,
      minorEdit: false,
      authorId: property.authorId,
      createdAt: isoTime(property.updatedAt),
    },
  };
}

export function spacePropertyJson(property: Property): Record<string, unknown> {
  return {
    id: property.id,
    key: property.key,
    value: property.value,
    createdAt: isoTime(property.createdAt),
    createdBy: property.authorId,
    version: {
      createdAt: isoTime(property.updatedAt),
      createdBy: property.authorId,
      message: property.message,
      number: property.version,
    },
  };
}
