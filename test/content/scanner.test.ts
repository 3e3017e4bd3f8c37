import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributesOf } from '../../src/content/storage/nodes.ts';
import { decodeText } from '../../src/content/storage/entities.ts';
import { nodeType, scan, type StorageNode } from '../../src/content/storage/scanner.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { storageCorpus } from './support/corpus.ts';
import { saxesEvents } from './support/oracle.ts';

const corpus = storageCorpus();

/** The events of our tree in the form of the oracle. */
function ownEvents(source: string): string[] | undefined {
  let root: StorageNode;
  try {
    ({ root } = scan(source));
  } catch {
    return undefined;
  }
  const events: string[] = [];
  const visit = (node: StorageNode): void => {
    for (const child of node.children) {
      if (child.type === nodeType.text)
        events.push(`text ${decodeText(source.slice(child.start, child.end))}`);
      else if (child.type === nodeType.cdata)
        events.push(`cdata ${source.slice(child.openEnd, child.closeStart)}`);
      else if (child.type === nodeType.element) {
        events.push(`<${child.name} ${JSON.stringify(Object.fromEntries(attributesOf(source, child)))}`);
        visit(child);
        events.push(`</${child.name}`);
      }
    }
  };
  visit(root);
  return events;
}

/** Neighbouring text as one, and no empty runs: where a parser cuts text is its own business. */
function joined(events: readonly string[] | undefined): string[] | undefined {
  if (events === undefined) return undefined;
  const result: string[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if (event.startsWith('text ') && last?.startsWith('text ') === true)
      result[result.length - 1] = last + event.slice(5);
    else if (event !== 'text ') result.push(event);
  }
  return result.map((event) => event.replaceAll('\r\n', '\n'));
}

/** The first event in which two readings differ, or undefined. */
function firstDifference(own: string[] | undefined, other: string[] | undefined): string | undefined {
  if (own === undefined || other === undefined)
    return own === other
      ? undefined
      : `scanner ${own === undefined ? 'refuses' : 'takes'} it, saxes does not`;
  for (let at = 0; at < Math.max(own.length, other.length); at += 1)
    if (own[at] !== other[at])
      return `event ${at}: scanner ${JSON.stringify(own[at])}, saxes ${JSON.stringify(other[at])}`;
  return undefined;
}

describe('scanner beside saxes', () => {
  it.skipIf(corpus.length === 0)(`reads every document of the corpus alike${referenceDataNote}`, () => {
    for (const { name, value } of corpus) {
      const body = value.replace(/^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^[>]*(?:\[[^\]]*\])?\s*>)?\s*/, '');
      expect(firstDifference(joined(ownEvents(body)), joined(saxesEvents(body))), name).toBeUndefined();
      expect(ownEvents(value), name).toBeDefined();
    }
  });

  it.skipIf(corpus.length === 0)(`agrees on damaged documents${referenceDataNote}`, () => {
    const small = corpus.filter(({ value }) => value.length < 8000 && !value.includes('<!DOCTYPE'));
    const damage = fc.record({
      document: fc.nat(small.length - 1),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.integer({ min: 0, max: 12 }),
      insert: fc.constantFrom(
        '',
        '<',
        '>',
        '&',
        '"',
        "'",
        '</p>',
        '<p>',
        '<br/>',
        ']]>',
        '<![CDATA[',
        '--',
        '<!--',
        '/',
        '&nbsp;',
        'é',
      ),
    });
    fc.assert(
      fc.property(damage, ({ document, at, cut, insert }) => {
        const value = small[document]?.value ?? '';
        const place = Math.floor(at * value.length);
        const damaged = `<r>${value.slice(0, place)}${insert}${value.slice(place + cut)}</r>`;
        const found = firstDifference(joined(ownEvents(damaged)), joined(saxesEvents(damaged)));
        if (found !== undefined)
          expect.fail(`${found} near ${JSON.stringify(damaged.slice(Math.max(0, place - 40), place + 40))}`);
      }),
      { numRuns: 3000 },
    );
  });

  it('says where the markup breaks', () => {
    expect(() => scan('<p>one</p>\n<p>two</b>')).toThrow('</b> where </p> was expected at line 2, column 7');
    expect(() => scan('<p>&nope;</p>')).toThrow('starts no known entity at line 1, column 4');
    expect(() => scan('<p a=1/>')).toThrow('without a quoted value');
  });

  it('takes nesting of any depth', () => {
    const deep = '<div>'.repeat(200_000) + '</div>'.repeat(200_000);
    expect(scan(deep).root.children).toHaveLength(1);
  });
});
