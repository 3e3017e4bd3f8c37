import { describe, expect, it } from 'vitest';
import { storageToText } from './storage-to-text.ts';

describe('plain text of a body', () => {
  it('is one line a block, across formatting and entities', () => {
    expect(
      storageToText(
        '<h1>T&amp;C</h1><p>a <strong>b</strong>c&nbsp;d<br />e</p><ul><li>f</li><li><p>g</p></li></ul>',
      ),
    ).toBe('T&C\na bc d\ne\nf\ng');
  });

  it('holds macro bodies, never macro parameters', () => {
    expect(
      storageToText(
        '<ac:structured-macro ac:name="code"><ac:parameter ac:name="title">secret</ac:parameter>' +
          '<ac:plain-text-body><![CDATA[if (a < b) {\n  x();]]></ac:plain-text-body></ac:structured-macro>' +
          '<ac:structured-macro ac:name="info"><ac:rich-text-body><p>seen</p></ac:rich-text-body></ac:structured-macro>',
      ),
    ).toBe('if (a < b) {\nx();\nseen');
  });

  it('shows tasks without their ids, links by their text or their title, and no fallback twice', () => {
    expect(
      storageToText(
        '<ac:task-list><ac:task><ac:task-id>12</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>do</ac:task-body></ac:task></ac:task-list>' +
          '<p><ac:link><ri:page ri:content-title="Home" /></ac:link> <ac:link><ri:page ri:content-title="Other" /><ac:plain-text-link-body><![CDATA[there]]></ac:plain-text-link-body></ac:link></p>' +
          '<ac:adf-extension><ac:adf-node type="panel"><ac:adf-content><p>once</p></ac:adf-content></ac:adf-node><ac:adf-fallback><p>once</p></ac:adf-fallback></ac:adf-extension>',
      ),
    ).toBe('do\nHome there\nonce');
  });
});
