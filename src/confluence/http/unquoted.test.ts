import { describe, expect, it } from 'vitest';
import { unquoted } from './unquoted.ts';

const basic = `Basic ${Buffer.from('ada@example.org:pa"ss/wörd+1').toString('base64')}`;
const bodyOf = (status: number, body: string, confided: readonly string[]): string =>
  unquoted({ status, body: Buffer.from(body) }, confided).body.toString();

describe('an answer that quotes what was sent to it', () => {
  it.each([
    ['a token', 'Bearer abc.def-ghi', 'You sent Bearer abc.def-ghi', 'You sent Bearer [secret]'],
    ['Basic credentials', basic, `{"message":"${basic}"}`, '{"message":"Basic [secret]"}'],
    ['their password', basic, 'password pa"ss/wörd+1 is wrong', 'password [secret] is wrong'],
    ['it in JSON', basic, '{"sent":"pa\\"ss/wörd+1"}', '{"sent":"[secret]"}'],
    ['it in an address', basic, '/retry?p=pa%22ss%2Fw%C3%B6rd%2B1', '/retry?p=[secret]'],
    ['a header of the operator', 'gateway-key', 'x-key: gateway-key', 'x-key: [secret]'],
  ])('loses %s', (_what, confided, said, left) => {
    expect(bodyOf(500, said, [confided])).toBe(left);
  });

  it('stays as it is where it is no failure, or quotes nothing', () => {
    expect(bodyOf(200, 'a page about abc.def-ghi', ['Bearer abc.def-ghi'])).toBe('a page about abc.def-ghi');
    const answer = { status: 404, body: Buffer.from([0xff, 0xfe, 0x41]) };
    expect(unquoted(answer, ['Bearer abc.def-ghi'])).toBe(answer);
    expect(bodyOf(400, 'the id is x', ['Basic eDp4'])).toBe('the id is x');
  });
});
