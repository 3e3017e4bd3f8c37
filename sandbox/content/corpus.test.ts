import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Ajv } from 'ajv';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { hasReferenceData, referenceDataNote, referencePath } from '../../test/support/reference-data.ts';
import { namedEntity } from './html-entities.ts';
import {
  type AdfDocument,
  type AdfNode,
  adfToStorage,
  type ContextAttachment,
  type Json,
  normaliseStorage,
  parseAdf,
  storageToAdf,
  storageToText,
  storageToView,
  validateStorage,
} from './index.ts';
import { plainContext } from './testing/plain-context.ts';

const folder = (name: string): string[] =>
  hasReferenceData ? readdirSync(referencePath('corpus', name)).sort() : [];
const read = (...parts: string[]): string => readFileSync(referencePath('corpus', ...parts), 'utf8');
const storageFiles = folder('storage').map((name) => ({
  name,
  storage: hasReferenceData ? read('storage', name) : '',
}));

/** Any file exists; its id says its name, so that both directions agree. */
const everyFile = {
  attachment: (filename: string): ContextAttachment => fileCalled(filename),
  attachmentByFileId: (fileId: string): ContextAttachment => fileCalled(fileId.replace(/^id of /, '')),
};

function fileCalled(filename: string): ContextAttachment {
  return { id: 'att1', fileId: `id of ${filename}`, filename, mediaType: 'image/png' };
}

describe.skipIf(!hasReferenceData)(`storage format of real pages${referenceDataNote}`, () => {
  it('is well-formed, as saxes finds', () => {
    const verdicts = storageFiles.map(({ name, storage }) => ({ name, ok: validateStorage(storage).ok }));
    expect(verdicts).toEqual(storageFiles.map(({ name, storage }) => ({ name, ok: saxesAccepts(storage) })));
    expect(verdicts.filter(({ ok }) => ok).length).toBeGreaterThan(140);
  });

  it('is refused where saxes refuses it, when one character is taken away', () => {
    const disagreements: string[] = [];
    for (const { name, storage } of storageFiles.filter((file) => file.storage.length < 3000)) {
      for (let offset = 0; offset < storage.length; offset += 7) {
        const damaged = storage.slice(0, offset) + storage.slice(offset + 1);
        if (validateStorage(damaged).ok !== saxesAccepts(damaged))
          disagreements.push(`${name} without ${offset}`);
      }
    }
    expect(disagreements).toEqual([]);
  });

  it('normalises once: a second save changes nothing, and nothing but tags is changed', () => {
    for (const { name, storage } of storageFiles) {
      let ids = 0;
      const next = (): string => {
        ids += 1;
        return `id-${ids}`;
      };
      const once = normaliseStorage(storage, { macroId: next, localId: next });
      const twice = normaliseStorage(once, { macroId: next, localId: next });
      expect({ name, storage: twice }).toEqual({ name, storage: once });
      expect({ name, ...validateStorage(once) }).toEqual({ name, ok: true });
      expect({ name, text: storageToText(once) }).toEqual({ name, text: storageToText(storage) });
    }
  });

  it('has text wherever a reader would see some', () => {
    const silent = storageFiles
      .filter(({ storage }) => storageToText(storage) === '')
      .map(({ storage }) => storage);
    for (const storage of silent) {
      const visible = storage
        .replace(/<ac:parameter[^>]*>[^<]*<\/ac:parameter>/g, '')
        .replace(/<[^>]*>|&nbsp;|\s/g, '');
      expect({ storage, visible }).toEqual({ storage, visible: '' });
    }
    expect(storageFiles.length - silent.length).toBeGreaterThan(130);
  });

  it('gives a view that shows the same words and holds no script', () => {
    for (const { name, storage } of storageFiles) {
      const view = storageToView(storage, plainContext(everyFile));
      const tags = Array.from(view.matchAll(/<[^>]*>/g), ([tag]) => tag).join('');
      expect(`${name}: ${tags}`).not.toMatch(/<script|<iframe|\son\w+=|javascript:/i);
    }
    const page = read('storage', 'querypie-docs__testcases__544381877__page.xml');
    const words = storageToText(page).split(/\s+/);
    const shown = new Set(
      storageToView(page, plainContext(everyFile))
        .replace(/<[^>]*>/g, ' ')
        .replace(/&(amp|lt|gt);/g, (_, name: string) => namedEntity(name) ?? '')
        .split(/\s+/),
    );
    expect(words.filter((word) => !shown.has(word)).length / words.length).toBeLessThan(0.02);
  });
});

describe.skipIf(!hasReferenceData)(`ADF and real pages${referenceDataNote}`, () => {
  const validate = hasReferenceData ? schemaValidator() : null;
  const isValid = (document: unknown): boolean => validate !== null && validate(document) === true;

  it('is valid under the vendor schema for every page', () => {
    const invalid = storageFiles
      .filter(({ storage }) => !isValid(storageToAdf(storage, plainContext(everyFile))))
      .map(({ name }) => name);
    expect(invalid).toEqual([]);
  });

  it('is the same each time a page is read', () => {
    for (const { name, storage } of storageFiles.slice(0, 40)) {
      const first = storageToAdf(storage, plainContext());
      expect({ name, adf: storageToAdf(storage, plainContext()) }).toEqual({ name, adf: first });
    }
  });

  it.each(['544112828', '544145591', '544381877', '692355151', '793608206', '883654669'])(
    'equals what the vendor recorded for page %s, except the language of macro titles',
    (id) => {
      const files = recordedAttachments(id);
      const context = plainContext({
        contentId: id,
        spaceKey: 'QM',
        siteUrl: 'https://querypie.atlassian.net/wiki',
        attachment: (filename) => files.get(filename.normalize()) ?? null,
        page: (title, spaceKey) => ({ id: '544378069', title, spaceKey, url: '' }),
      });
      const made = storageToAdf(read('storage', `querypie-docs__testcases__${id}__page.xml`), context);
      const recorded = JSON.parse(read('adf', `querypie-docs__testcases__${id}__page.json`)) as AdfDocument;
      expect(countTypes(made)).toEqual(countTypes(recorded));
      expect(withoutMacroTitles(made)).toEqual(withoutMacroTitles(recorded));
    },
  );

  it('comes back from storage as it was written, in every document', () => {
    const context = plainContext({
      ...everyFile,
      pageById: (id) => ({ id, title: `Page ${id}`, spaceKey: 'ENG', url: '' }),
      page: (title, spaceKey) => ({ id: title.replace('Page ', ''), title, spaceKey, url: '' }),
    });
    const outcomes = { exact: 0, changed: 0, unreadable: 0 };
    for (const name of folder('adf')) {
      const document = parseAdf(read('adf', name));
      if (document === null) {
        outcomes.unreadable += 1;
        continue;
      }
      const storage = adfToStorage(document, context);
      expect({ name, ...validateStorage(storage) }).toEqual({ name, ok: true });
      const once = storageToAdf(storage, context);
      expect({ name, valid: isValid(once) }).toEqual({ name, valid: true });
      const twice = storageToAdf(adfToStorage(once, context, storage), context);
      expect({ name, adf: comparable(twice) }).toEqual({ name, adf: comparable(once) });
      const exact = comparable(once) === comparable(document);
      outcomes[exact ? 'exact' : 'changed'] += 1;
    }
    console.log('ADF through storage and back', outcomes);
    expect(outcomes.unreadable).toBeLessThan(5);
    expect(outcomes.exact).toBeGreaterThan(60);
  });

  it('survives as storage on pages that the vendor converted', () => {
    for (const name of folder('adf').filter((file) => basename(file).startsWith('querypie'))) {
      const document = parseAdf(read('adf', name));
      if (document === null) throw new Error(`${name} is not an ADF document`);
      const contentId = /contentId-(\d+)/.exec(JSON.stringify(document))?.[1] ?? '101';
      const context = plainContext({ ...everyFile, contentId });
      const back = storageToAdf(adfToStorage(document, context), context);
      expect({ name, types: countTypes(back) }).toEqual({ name, types: countTypes(document) });
      expect({ name, text: textOf(back) }).toEqual({ name, text: textOf(document) });
    }
  });
});

function saxesAccepts(storage: string): boolean {
  const prolog = /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^[>]*(?:\[[^\]]*\]\s*)?>)?/.exec(storage)?.[0] ?? '';
  const parser = new SaxesParser({ xmlns: true });
  const names =
    'nbsp iexcl eacute rarr ldquo rdquo lsquo rsquo ndash mdash hellip times copy laquo raquo middot auml';
  for (const name of new Set([
    ...names.split(' '),
    ...Array.from(storage.matchAll(/&(\w+);/g), (match) => match[1] ?? ''),
  ])) {
    const text = namedEntity(name);
    if (text !== undefined && !(name in parser.ENTITIES)) parser.ENTITIES[name] = text;
  }
  let ok = true;
  parser.on('error', () => {
    ok = false;
  });
  const prefixes = ['ac', 'ri', 'at', 'fab', 'acxhtml']
    .map((prefix) => `xmlns:${prefix}="urn:${prefix}"`)
    .join(' ');
  parser.write(`<root ${prefixes}>${storage.slice(prolog.trim() === '' ? 0 : prolog.length)}</root>`).close();
  return ok;
}

/** The schema declares draft 4, and uses nothing that draft 7 reads otherwise. */
function schemaValidator(): (document: unknown) => unknown {
  const { $schema: _, ...schema } = JSON.parse(
    readFileSync(referencePath('data', 'adf', 'adf-schema.json'), 'utf8'),
  ) as {
    [key: string]: unknown;
  };
  return new Ajv({ strict: false }).compile(schema);
}

function recordedAttachments(id: string): Map<string, ContextAttachment> {
  const { results } = parseYaml(read('api', `querypie__${id}__attachments.v1.yaml`)) as {
    results: { id: string; title: string; extensions: { fileId: string; mediaType: string } }[];
  };
  return new Map(
    results.map(({ id: attachmentId, title, extensions }) => [
      title.normalize(),
      { id: attachmentId, fileId: extensions.fileId, filename: title, mediaType: extensions.mediaType },
    ]),
  );
}

function countTypes(document: AdfDocument): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (node: AdfNode): void => {
    counts[node.type] = (counts[node.type] ?? 0) + 1;
    for (const mark of node.marks ?? []) counts[`mark ${mark.type}`] = (counts[`mark ${mark.type}`] ?? 0) + 1;
    for (const child of node.content ?? []) count(child);
  };
  for (const node of document.content) count(node);
  return counts;
}

function textOf(document: AdfDocument): string {
  const text = (node: AdfNode): string => (node.text ?? '') + (node.content ?? []).map(text).join('');
  return document.content.map(text).join('\n');
}

/** Recorded titles are in the author's language ("목차"); the emulator speaks English. */
function withoutMacroTitles(document: AdfDocument): unknown {
  return JSON.parse(JSON.stringify(document), (key, value: unknown) => {
    if (key !== 'macroMetadata') return value;
    const { title: _, ...rest } = value as { [key: string]: unknown };
    return rest;
  });
}

/** A document without what each conversion makes anew, in one order. */
function comparable(document: AdfDocument): string {
  const plain = (value: Json | undefined): unknown => {
    if (Array.isArray(value)) return value.map((item: Json) => plain(item));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value as { [key: string]: Json })
      .filter(
        ([key, inner]) =>
          key !== 'localId' &&
          key !== 'macroId' &&
          JSON.stringify(inner) !== '{}' &&
          JSON.stringify(inner) !== '[]',
      )
      .map(([key, inner]) => {
        const marks =
          key === 'marks' && Array.isArray(inner)
            ? [...inner].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
            : inner;
        return [key, plain(marks)] as const;
      });
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return JSON.stringify(plain(document as unknown as Json));
}
