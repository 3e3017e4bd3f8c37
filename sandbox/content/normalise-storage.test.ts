import { describe, expect, it } from 'vitest';
import { normaliseStorage } from './normalise-storage.ts';

function normalise(storage: string): string {
  let macros = 0;
  let locals = 0;
  return normaliseStorage(storage, {
    macroId: () => `macro-${(macros += 1)}`,
    localId: () => `local-${(locals += 1)}`,
  });
}

describe('what a save changes in a body', () => {
  it('puts a space before the end of an empty element', () => {
    expect(normalise('<p>a<br/>b<br />c</p><hr/>')).toBe('<p>a<br />b<br />c</p><hr />');
  });

  it('gives macros their version and id, in the place where Confluence writes them', () => {
    expect(normalise('<ac:structured-macro ac:name="toc" ac:local-id="x"/>')).toBe(
      '<ac:structured-macro ac:name="toc" ac:schema-version="1" ac:local-id="x" ac:macro-id="macro-1" />',
    );
    expect(normalise('<ac:structured-macro ac:macro-id="kept" ac:name="a"></ac:structured-macro>')).toBe(
      '<ac:structured-macro ac:macro-id="kept" ac:name="a" ac:schema-version="1"></ac:structured-macro>',
    );
  });

  it('strips the default alignment from styles', () => {
    expect(normalise('<p style="text-align: start;">x</p>')).toBe('<p style="">x</p>');
    expect(normalise('<p style="text-align:start; color: red;">x</p>')).toBe('<p style="color: red;">x</p>');
    expect(normalise('<p style="text-align: center;">x</p>')).toBe('<p style="text-align: center;">x</p>');
  });

  it('numbers tasks that have no id yet, after the highest that is there', () => {
    const task = (id: string, body: string): string =>
      `<ac:task>${id}<ac:task-status>incomplete</ac:task-status><ac:task-body>${body}</ac:task-body></ac:task>`;
    const list = (tasks: string): string => `<ac:task-list>${tasks}</ac:task-list>`;
    expect(normalise(list(task('', 'new') + task('<ac:task-id>7</ac:task-id>', 'old')))).toBe(
      list(
        task('<ac:task-id>8</ac:task-id><ac:task-uuid>local-1</ac:task-uuid>', 'new') +
          task('<ac:task-id>7</ac:task-id>', 'old'),
      ),
    );
  });

  it('leaves everything else as it is, byte for byte', () => {
    const odd = `<P Class='x'>&rsquo;&#8217;’&nbsp;</P><ac:plain-text-body><![CDATA[<br/> & ]]]]><![CDATA[>]]></ac:plain-text-body><!-- <br/> -->`;
    expect(normalise(odd)).toBe(odd);
  });

  it('does not touch a body that is not well-formed', () => {
    expect(normalise('<p><br/>')).toBe('<p><br/>');
  });
});
