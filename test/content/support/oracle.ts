import { SaxesParser } from 'saxes';
import { entities } from '../../../src/content/storage/entities.ts';

/** What an independent XML parser makes of a body: a line for each tag, text and CDATA run; undefined when it refuses. */
export function saxesEvents(source: string): string[] | undefined {
  const parser = new SaxesParser({ fragment: true });
  for (const [name, character] of entities) parser.ENTITIES[name] = character;
  const events: string[] = [];
  let failed = false;
  parser.on('error', () => {
    failed = true;
  });
  parser.on('opentag', (tag) => events.push(`<${tag.name} ${JSON.stringify(tag.attributes)}`));
  parser.on('closetag', (tag) => events.push(`</${tag.name}`));
  parser.on('text', (text) => events.push(`text ${text}`));
  parser.on('cdata', (text) => events.push(`cdata ${text}`));
  try {
    parser
      .write(source.replace(/^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^[>]*(?:\[[^\]]*\])?\s*>)?\s*/, ''))
      .close();
  } catch {
    failed = true;
  }
  return failed ? undefined : events;
}

/** Whether an independent parser takes the body. */
export function isWellFormed(source: string): boolean {
  return saxesEvents(source) !== undefined;
}

/** A body without what old clients see of ADF nodes: a copy of their content, which changes with it. */
export function withoutCopies(value: string): string {
  return value.replaceAll(/<ac:adf-fallback>[^]*?<\/ac:adf-fallback>/g, '');
}

/** The stretch in which two bodies differ: `before` gave way to `after`. */
export function difference(a: string, b: string): { start: number; before: string; after: string } {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let tail = 0;
  while (
    tail < a.length - start &&
    tail < b.length - start &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1;
  return { start, before: a.slice(start, a.length - tail), after: b.slice(start, b.length - tail) };
}
