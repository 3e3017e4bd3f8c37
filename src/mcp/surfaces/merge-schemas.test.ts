import { describe, expect, it } from 'vitest';
import { mergeArguments } from './merge-schemas.ts';

describe('merged arguments', () => {
  it('unite the properties, and those of objects inside', () => {
    const create = {
      type: 'object',
      properties: {
        body: {
          type: 'object',
          properties: { spaceId: { type: 'string' }, title: { type: 'string' } },
          required: ['spaceId', 'title'],
        },
      },
      required: ['body'],
    } as const;
    const update = {
      type: 'object',
      properties: {
        id: { type: 'string' },
        body: {
          type: 'object',
          properties: { title: { type: 'string' }, version: { type: 'integer' } },
          required: ['title', 'version'],
        },
      },
      required: ['id', 'body'],
    } as const;
    expect(mergeArguments([create, update])).toEqual({
      id: { type: 'string' },
      body: {
        type: 'object',
        properties: { spaceId: { type: 'string' }, title: { type: 'string' }, version: { type: 'integer' } },
        required: ['title'],
      },
    });
  });

  it('unite choices, and keep a default only where both have it', () => {
    const all = {
      properties: {
        format: { enum: ['storage', 'view'], default: 'storage' },
        status: { enum: ['current'], default: 'current' },
      },
    };
    const some = {
      properties: {
        format: { enum: ['storage', 'adf'] },
        status: { enum: ['current', 'draft'], default: 'current' },
      },
    };
    expect(
      mergeArguments([
        { type: 'object', ...all },
        { type: 'object', ...some },
      ]),
    ).toEqual({
      format: { enum: ['storage', 'view', 'adf'] },
      status: { enum: ['current', 'draft'], default: 'current' },
    });
  });
});
