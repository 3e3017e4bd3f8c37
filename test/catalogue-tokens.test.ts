import { encode } from 'gpt-tokenizer';
import { describe, expect, it } from 'vitest';
import { createSurfaces } from '../src/mcp/gateway-tools.ts';
import { catalogue } from '../src/operations/catalogue.ts';

const surfaces = createSurfaces();
const tokens = (value: unknown): number => encode(JSON.stringify(value)).length;

describe('what the tool definitions cost a model', () => {
  it('on the flat surface stays within 8,000 tokens', () => {
    const cost = tokens(surfaces.flat.tools(catalogue, { connections: [] }));
    console.log(`flat: ${catalogue.length} tools, ${cost} tokens`);
    expect(cost).toBeLessThanOrEqual(8_000);
  });

  it('on the grouped surface is less than on the flat one', () => {
    const grouped = surfaces.grouped.tools(catalogue, { connections: [] });
    const cost = tokens(grouped);
    console.log(`grouped: ${grouped.length} tools, ${cost} tokens`);
    expect(cost).toBeLessThan(tokens(surfaces.flat.tools(catalogue, { connections: [] })));
  });
});
