import { describe, expect, it } from 'vitest';
import { edit, updateFromView } from '../edit/edit.ts';
import type { Edit } from '../edit/edits.ts';
import { scan } from '../storage/scanner.ts';
import { checkCharacters } from './check-characters.ts';

const macro =
  '<ac:structured-macro ac:name="info" ac:macro-id="abcd1234"><ac:rich-text-body><p>one</p></ac:rich-text-body></ac:structured-macro>';
const body = { format: 'storage', value: `${macro}<p>two 😀</p>` } as const;

describe('characters that no page can hold', () => {
  it.each([
    ['a control character', '\u0007', 'U+0007'],
    ['the first half of a pair', '\ud83d', 'U+D83D'],
    ['the second half of a pair', '\ude00', 'U+DE00'],
    ['no character', '\uffff', 'U+FFFF'],
  ])('%s is refused with its line, however it is written', (_, character, said) => {
    expect(() => checkCharacters(`a\nb${character}`)).toThrow(`Line 2: The character ${said} cannot stand`);
    const edits: Edit[] = [
      { replace: { old: 'two', new: `two${character}` } },
      { insert: { into: 'page', markdown: character } },
      { set: { target: '#abcd', params: { title: character } } },
    ];
    for (const one of edits) expect(() => edit(body, [one])).toThrow(`The character ${said} cannot stand`);
    expect(() => updateFromView(body, `two ${character}`)).toThrow(`The character ${said} cannot stand`);
    expect(() => scan(`<p>${character}</p>`)).toThrow('a character that XML does not allow');
  });

  it('pairs, tabs and line ends are none of them', () => {
    checkCharacters('a\tb\r\n😀 \ue000\ufffd');
    expect(scan('<p>\t\r\n😀😀\ue000\ufffd</p>').root.children).toHaveLength(1);
  });
});
