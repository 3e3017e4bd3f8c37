import { describe, expect, it } from 'vitest';
import { validateStorage } from './validate-storage.ts';

describe('well-formedness of storage format', () => {
  it.each([
    ['text alone', 'hello'],
    ['nothing', ''],
    [
      'prefixes and entities that nobody declared',
      '<p>a&nbsp;b &rarr; <ac:link><ri:page ri:content-title="X" /></ac:link></p>',
    ],
    ['CDATA with markup in it', '<ac:plain-text-body><![CDATA[<p> & ]] > ]]></ac:plain-text-body>'],
    ['single quotes and space around the equals sign', "<p class = 'a\"b'>x</p>"],
    ['numeric references', '<p>&#8364;&#x20AC;</p>'],
    ['comments and instructions', '<!-- a --><?x y?><p />'],
    ['a declared prefix', '<x:y xmlns:x="urn:x" />'],
  ])('accepts %s', (_, storage) => {
    expect(validateStorage(storage)).toEqual({ ok: true });
  });

  it('names the two tags that do not match, and where', () => {
    expect(validateStorage('<p>one</p>\n<p><strong>two</p>')).toEqual({
      ok: false,
      message:
        'Error parsing xhtml: Unexpected close tag </p>; expected </strong>.\n at [row,col {unknown-source}]: [2,15]',
      line: 2,
      column: 15,
    });
  });

  it.each([
    ['an element left open', '<p>x', 'Unexpected EOF; was expecting a close tag for element <p>'],
    ['a close tag of nothing', 'x</p>', 'no element is open'],
    ['a bare ampersand', '<p>a & b</p>', 'ampersand'],
    ['an entity that HTML has not', '<p>&nosuch;</p>', 'Undeclared general entity "nosuch"'],
    ['a prefix that is not declared', '<zz:p />', 'Undeclared namespace prefix "zz"'],
    ['an attribute twice', '<p a="1" a="2" />', "Duplicate attribute 'a'."],
    ['an attribute without quotes', '<p a=1 />', 'has no quoted value'],
    ['an attribute without a value', '<p hidden>x</p>', 'has no quoted value'],
    ['attributes that touch', '<p a="1"b="2" />', 'expected an attribute'],
    ['a less-than sign in an attribute', '<p a="<" />', "'<' in attribute value"],
    ['CDATA without an end', '<p><![CDATA[x</p>', 'CDATA'],
    ['the end of CDATA in text', '<p>]]></p>', ']]>'],
    ['a control character', '<p>\u0001</p>', 'Illegal character'],
    ['a reference to a control character', '<p>&#1;</p>', 'Illegal character entity'],
    ['half a surrogate pair', '<p>\ud800</p>', 'Illegal character'],
    ['two dashes in a comment', '<!-- a -- b -->', "'--' not allowed"],
    ['HTML void elements', '<p>a<br>b</p>', 'Unexpected close tag </p>; expected </br>.'],
  ])('refuses %s', (_, storage, message) => {
    const verdict = validateStorage(storage);
    expect(verdict.ok ? 'accepted' : verdict.message).toContain(message);
  });
});
