import { describe, expect, it } from 'vitest';
import { doc, node, p, replace, strong, text, viewOf } from '../../../test/content/support/adf-nodes.ts';
import { updateFromView } from '../edit/edit.ts';
import { openPage } from '../edit/page.ts';
import type { AdfNode } from './node.ts';

describe('what ADF does not allow', () => {
  it('is refused with what is wrong, and nothing is written', () => {
    const value = doc(node('panel', [p(text('one'))], { panelType: 'info' }));
    expect(() => replace(value, 'one', '| a |\n| - |')).toThrow(/"table" is not allowed in panel/);
    const nested = doc(node('blockquote', [p(text('one'))]));
    expect(() => updateFromView({ format: 'adf', value: nested }, '> # one')).toThrow(/does not allow/);
  });

  it('is judged only on what changed', () => {
    const broken = doc(p(text('one')), node('blockquote', [node('heading', [text('odd')], { level: 9 })]));
    expect(replace(broken, 'one', 'two')).toBe(broken.replace('one', 'two'));
    expect(replace(broken, 'odd', 'even')).toBe(broken.replace('odd', 'even'));
  });

  it('is said with its place when the body is no document', () => {
    const open = (value: string) => () => openPage({ format: 'adf', value }, {}, 'needed');
    expect(open('{"type":"doc"')).toThrow(/not valid JSON/);
    expect(open('{"type":"paragraph"}')).toThrow(/^\$ is no ADF document/);
    expect(open(doc(p(text('x')), { type: 'paragraph', content: 7 } as unknown as AdfNode))).toThrow(
      /^\$\.content\[1\]\.content is no list/,
    );
    expect(open('{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text"}]}]}')).toThrow(
      /^\$\.content\[0\]\.content\[0\]\.text is no text/,
    );
    expect(open('{"type":"doc","content":[{"type":"x"}],"content":["y"]}')).toThrow(/\$\.content\[0\]|twice/);
  });
});

describe('size', () => {
  it('depth and length cost no more than they are', () => {
    const depth = 9000;
    const deep = `{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"top"}]},${'{"type":"bulletList","content":[{"type":"listItem","content":['.repeat(depth)}{"type":"paragraph"}${']}]}'.repeat(depth)}]}`;
    expect(replace(deep, 'top', 'peak')).toBe(deep.replace('top', 'peak'));
    const long = doc(
      ...Array.from({ length: 5000 }, (_, index) => p(text(`word${index} `, strong), text('rest of it'))),
    );
    expect(replace(long, 'word4321', 'other')).toBe(long.replace('word4321', 'other'));
    const tooDeep = deep.replaceAll('"top"', `"top","attrs":{"a":${'['.repeat(600)}${']'.repeat(600)}}`);
    expect(() => viewOf(tooDeep)).toThrow(/nested/);
  });
});
