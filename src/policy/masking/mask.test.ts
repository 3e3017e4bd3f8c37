import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detector } from './detector.ts';
import { builtInDetectors, findSensitive, mask, maskValue } from './mask.ts';
import { builtInNames } from './detector-names.ts';
import { readOwnDetector } from './own-detector.ts';

const found = (text: string, detectors: readonly Detector[] = builtInDetectors) =>
  findSensitive(text, detectors).map(({ start, end, detector }) => `${detector}: ${text.slice(start, end)}`);
const named = (name: string) => builtInDetectors.filter((detector) => detector.name === name);

function own(name: string, expression: string): Detector {
  const reading = readOwnDetector({ name, expression });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.detector;
}

describe('built-in detectors', () => {
  it('have the names that rules use', () => {
    expect(builtInDetectors.map(({ name }) => name).sort()).toEqual([...builtInNames].sort());
  });

  // Numbers that are published as examples, or made for this test with the check of their kind.
  it.each([
    ['Write to ana.silva+x@mail.example.co.uk, please', 'email: ana.silva+x@mail.example.co.uk'],
    ['<ana@example.test>', 'email: ana@example.test'],
    ['jürgen@büro.example', 'email: jürgen@büro.example'],
    ['call +49 (0) 30 123456-78 now', 'phone: +49 (0) 30 123456-78'],
    ['+15555550123', 'phone: +15555550123'],
    ['(415) 555-0123', 'phone: (415) 555-0123'],
    ['tel 415-555-0123.', 'phone: 415-555-0123'],
    ['01.23.45.67.89', 'phone: 01.23.45.67.89'],
    ['0471 123 4567', 'phone: 0471 123 4567'],
    ['card 4111 1111 1111 1111, exp 12/29', 'card: 4111 1111 1111 1111'],
    ['5500-0055-5555-5559', 'card: 5500-0055-5555-5559'],
    ['378282246310005', 'card: 378282246310005'],
    ['order 12 4111111111111111 3', 'card: 4111111111111111'],
    ['IBAN DE89 3704 0044 0532 0130 00 AND MORE', 'iban: DE89 3704 0044 0532 0130 00'],
    ['gb82west12345698765432', 'iban: gb82west12345698765432'],
    ['NO93 8601 1117 947', 'iban: NO93 8601 1117 947'],
    ['SSN 078-05-1120', 'national_id: 078-05-1120'],
    ['DNI 12345678Z', 'national_id: 12345678Z'],
    ['NIE X1234567L', 'national_id: X1234567L'],
    ['RSSMRA85T10A562S', 'national_id: RSSMRA85T10A562S'],
    ['2 55 08 14 168 025 38', 'national_id: 2 55 08 14 168 025 38'],
    ['86 095 742 719', 'national_id: 86 095 742 719'],
    ['85.07.30-033.28', 'national_id: 85.07.30-033.28'],
    ['PESEL 44051401359', 'national_id: 44051401359'],
    ['811218-9876', 'national_id: 811218-9876'],
    ['131052-308T', 'national_id: 131052-308T'],
    ['529.982.247-25', 'national_id: 529.982.247-25'],
    ['2341 2341 2346', 'national_id: 2341 2341 2346'],
    ['SIN 130 692 544', 'national_id: 130 692 544'],
    ['NINO AB 12 34 56 C', 'national_id: AB 12 34 56 C'],
    ['key AKIAIOSFODNN7EXAMPLE here', 'api_key: AKIAIOSFODNN7EXAMPLE'],
    [`ghp_${'a1B2'.repeat(9)}`, `api_key: ghp_${'a1B2'.repeat(9)}`],
    [`glpat-${'x'.repeat(20)}`, `api_key: glpat-${'x'.repeat(20)}`],
    [`sk-ant-api03-${'x1_'.repeat(10)}`, `api_key: sk-ant-api03-${'x1_'.repeat(10)}`],
    ['token: xoxb-1234567890-abcDEF', 'api_key: xoxb-1234567890-abcDEF'],
    [`ATATT3x${'Ab9'.repeat(20)}=12AB34CD`, `api_key: ATATT3x${'Ab9'.repeat(20)}=12AB34CD`],
    [`weir_${'Ab-9_'.repeat(8)}xyz`, `api_key: weir_${'Ab-9_'.repeat(8)}xyz`],
    [
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N',
      'api_key: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N',
    ],
    [
      'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\nb',
      'private_key: -----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----',
    ],
    [
      '-----BEGIN PRIVATE KEY-----\nMIIB and the rest',
      'private_key: -----BEGIN PRIVATE KEY-----\nMIIB and the rest',
    ],
  ])('find in %j', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  it.each([
    'The page 1234567890 (version 12) of 2026-11-25T10:30:00.000Z',
    '01.02.2026 10:30 and 2026-01-02, 10:00-11:30',
    'Version 1.2.3.4, 10.0.0.1, 192.168.100.200:8080',
    'user@localhost, @mention, a@b, name@host.1',
    '4111 1111 1111 1112',
    '1234567890123456',
    'XX12 3456 7890 1234',
    'ISBN 978-3-16-148410-0',
    '12345678A',
    'RSSMRA85T10A562T',
    '44051401358',
    '123.456.789-00',
    '2341 2341 2345',
    'uuid 0192f1c4-7d3a-7c3e-9a7b-1f2e3d4c5b6a',
    'sha 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'sk-short, ghp_short, AKIASHORT, eyJ.eyJ.x, Bearer of news',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
    'https://acme.atlassian.net/wiki/spaces/ENG/pages/2097153/Runbook#step-2',
  ])('find nothing in %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('leave numbers that fail the check or were never given out', () => {
    expect(found('DE89 3704 0044 0532 0130 01', named('iban'))).toEqual([]);
    const neverGiven = '000-12-3456, 666-12-3456, 900-12-3456, 078-00-1120, 078-05-0000';
    expect(found(neverGiven, named('national_id'))).toEqual([]);
  });

  it('find an address whatever is glued to it', () => {
    expect(found(`${'x'.repeat(100)}@example.test1`)).toEqual([`email: ${'x'.repeat(64)}@example.test`]);
  });

  it('find a card beside other numbers, and each of several keys', () => {
    expect(found('7 4111-1111-1111-1111 4012888888881881 9', named('card'))).toEqual([
      'card: 4111-1111-1111-1111',
      'card: 4012888888881881',
    ]);
    const key = '-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----';
    expect(found(`${key}\nbetween\n${key}`, named('private_key'))).toEqual([
      `private_key: ${key}`,
      `private_key: ${key}`,
    ]);
  });

  it('find all but one in ten made cards by the check digit alone', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 14, maxLength: 14 });
    fc.assert(
      fc.property(digits, (rest) => {
        const valid = Array.from({ length: 10 }, (_, check) => `4${rest.join('')}${check}`).filter(
          (number) => found(number, named('card')).length > 0,
        );
        expect(valid).toHaveLength(1);
      }),
    );
  });

  it('get through what repeats the beginning of a find', () => {
    const hostile = [
      'a',
      'a@',
      'a.',
      'a@a.',
      '1',
      '1 ',
      '1-',
      '+1 ',
      '0 ',
      '01 23 ',
      '4111 ',
      'DE89 ',
      'DE89',
      'eyJ',
      'eyJaaaaaaaaaaaa.',
      'sk-',
      'AKIA',
      '-----BEGIN PRIVATE KEY-----',
      '-----BEGIN ',
      '-----END PRIVATE KEY-----\n',
      'Bearer ',
      'A',
      'AB12',
      '(0',
      '0/',
      'xoxb-1',
      'ATATT',
      '078-05-',
      'weir_',
    ];
    // Work that grows with the square of this would not end within a test.
    for (const piece of hostile) {
      const text = piece.repeat(Math.ceil(320_000 / piece.length));
      const last = findSensitive(text, builtInDetectors).at(-1);
      expect(last?.end ?? 0, piece).toBeLessThanOrEqual(text.length);
    }
  });
});

describe('own expressions', () => {
  it('find what they say, in linear time', () => {
    const detector = own('staff_number', 'EMP-[0-9]{6}|(a*)*b');
    expect(found(`x EMP-123456 y ${'a'.repeat(50_000)}`, [detector])).toEqual(['staff_number: EMP-123456']);
  });

  it.each([
    ['Upper', 'x', /^The name takes small letters/],
    ['email', 'x', /built-in detector/],
    ['a', '', /is empty/],
    ['a', '(', /does not read/],
    ['a', '(?<=x)y', /does not read/],
    ['a', 'x*', /matches the empty text/],
    ['a', '(x{100}){10}', /too large/],
    ['a', 'x'.repeat(501), /longer than 500/],
  ])('are refused: %s %s', (name, expression, reason) => {
    expect(readOwnDetector({ name, expression })).toEqual({
      ok: false,
      reason: expect.stringMatching(reason),
    });
  });
});

describe('masking', () => {
  it('replaces what is found and counts it', () => {
    const masked = mask('ana@example.test and ben@example.test, 4111111111111111', builtInDetectors);
    expect(masked).toEqual({
      text: '[masked: email] and [masked: email], [masked: card]',
      counts: new Map([
        ['email', 2],
        ['card', 1],
      ]),
    });
    expect(mask('nothing', builtInDetectors)).toEqual({ text: 'nothing', counts: new Map() });
    expect(mask('ana@example.test', [])).toEqual({ text: 'ana@example.test', counts: new Map() });
  });

  it('makes one of what overlaps', () => {
    const detectors = [own('one', 'bcd'), own('two', 'cdef'), own('three', 'f')];
    expect(mask('abcdefg', detectors).text).toBe('a[masked: one]g');
  });

  it('keeps what is outside, leaves nothing to find, and is done once', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'ana@example.test',
        ' 4111 1111 1111 1111 ',
        ' DE89370400440532013000 ',
        ' 078-05-1120 ',
        ' +49 30 1234567 ',
      ),
      fc.string({ maxLength: 12 }),
      fc.constantFrom(' ', '-', '1', '.', '\n', '@', '🙂'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        const finds = findSensitive(text, builtInDetectors);
        let end = 0;
        for (const find of finds) {
          expect(find.start).toBeGreaterThanOrEqual(end);
          expect(find.end).toBeGreaterThan(find.start);
          end = find.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
        const masked = mask(text, builtInDetectors);
        const outside = finds.reduceRight(
          (kept, { start, end }) => kept.slice(0, start) + kept.slice(end),
          text,
        );
        expect(masked.text.replaceAll(/\[masked: [a-z_]+\]/g, '')).toBe(
          outside.replaceAll(/\[masked: [a-z_]+\]/g, ''),
        );
        expect(masked.text).not.toContain('ana@example.test');
      }),
      { numRuns: 500 },
    );
  });

  it('reaches every text of a JSON value but those that are exempt', () => {
    const value = {
      id: '4111111111111111',
      title: 'From ana@example.test',
      items: [{ id: '1', body: { value: '078-05-1120' } }, null, 4, true],
      'ben@example.test': 'key',
    };
    const masked = maskValue(value, builtInDetectors, new Set(['id']));
    expect(masked).toEqual({
      value: {
        id: '4111111111111111',
        title: 'From [masked: email]',
        items: [{ id: '1', body: { value: '[masked: national_id]' } }, null, 4, true],
        'ben@example.test': 'key',
      },
      counts: new Map([
        ['email', 1],
        ['national_id', 1],
      ]),
    });
  });
});
