import { expect, it } from 'vitest';
import { csvLine } from './csv.ts';

it('quotes texts, doubles quotes and leaves numbers and what is absent alone', () => {
  expect(csvLine(['plain', 'say "hi", you\nthere', 12, undefined, -3])).toBe(
    '"plain","say ""hi"", you\nthere",12,,-3\r\n',
  );
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '－1', '＋1', '＠x'])(
  'takes the life out of a formula: %j',
  (text) => {
    expect(csvLine([text])).toBe(`"'${text}"\r\n`);
  },
);

it('leaves what only contains such a sign', () => {
  expect(csvLine(['a=b', ' -x'])).toBe('"a=b"," -x"\r\n');
});
