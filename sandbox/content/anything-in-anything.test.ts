import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasReferenceData, referenceDataNote, referencePath } from '../../test/support/reference-data.ts';
import { adfToStorage, storageToAdf, validateStorage } from './index.ts';
import { plainContext } from './testing/plain-context.ts';

/** Elements that hold others, in every combination, also those that no editor makes. */
const wrappers: readonly (readonly [string, string])[] = [
  ...'p h2 ul ol li table tbody tr td th div blockquote strong code span pre'
    .split(' ')
    .map((name) => [`<${name}>`, `</${name}>`] as const),
  ['<p style="text-align: center;">', '</p>'],
  [
    '<table ac:local-id="t" data-layout="wide"><colgroup><col style="width: 90.0px;" /></colgroup><tbody><tr><td>',
    '</td></tr></tbody></table>',
  ],
  ['<a href="https://x.example/">', '</a>'],
  ['<a href="https://x.example/" data-card-appearance="block">', '</a>'],
  ['<ac:link><ri:page ri:content-title="A" /><ac:link-body>', '</ac:link-body></ac:link>'],
  ['<ac:inline-comment-marker ac:ref="r">', '</ac:inline-comment-marker>'],
  ...'info panel expand details code zz'
    .split(' ')
    .map(
      (name) =>
        [
          `<ac:structured-macro ac:name="${name}"><ac:rich-text-body>`,
          '</ac:rich-text-body></ac:structured-macro>',
        ] as const,
    ),
  ['<ac:structured-macro><ac:rich-text-body>', '</ac:rich-text-body></ac:structured-macro>'],
  [
    '<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-body>',
    '</ac:task-body></ac:task></ac:task-list>',
  ],
  [
    '<ac:layout><ac:layout-section ac:type="two_equal"><ac:layout-cell>',
    '</ac:layout-cell><ac:layout-cell /></ac:layout-section></ac:layout>',
  ],
  [
    '<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">note</ac:adf-attribute><ac:adf-content>',
    '</ac:adf-content></ac:adf-node></ac:adf-extension>',
  ],
  [
    '<ac:adf-extension><ac:adf-node type="decision-list"><ac:adf-node type="decision-item"><ac:adf-content>',
    '</ac:adf-content></ac:adf-node></ac:adf-node></ac:adf-extension>',
  ],
  [
    '<ac:adf-extension><ac:adf-node type="no-such"><ac:adf-content>',
    '</ac:adf-content></ac:adf-node></ac:adf-extension>',
  ],
  ['<ac:image><ri:attachment ri:filename="a.png" /><ac:caption>', '</ac:caption></ac:image>'],
];
const leaves = [
  'words',
  ' ',
  '\n  ',
  '&nbsp;',
  '<br />',
  '<hr />',
  '<p />',
  '<td />',
  '<time datetime="2026-01-01" />',
  '<time datetime="whenever" />',
  '<ac:emoticon ac:name="tick" />',
  '<ac:emoticon />',
  '<ac:link><ri:user ri:account-id="u" /></ac:link>',
  '<ac:link />',
  '<ac:placeholder>p</ac:placeholder>',
  '<ac:image />',
  '<ac:image ac:inline="true"><ri:attachment ri:filename="a.png" /></ac:image>',
  '<ac:structured-macro ac:name="status" />',
  '<ac:structured-macro ac:name="toc" />',
  '<ac:structured-macro ac:name="anchor"><ac:parameter ac:name="">x</ac:parameter></ac:structured-macro>',
  '<ac:structured-macro ac:name="view-file"><ac:parameter ac:name="name"><ri:attachment ri:filename="a.pdf" /></ac:parameter></ac:structured-macro>',
  '<ac:structured-macro ac:name="code"><ac:parameter ac:name="breakoutMode">wide</ac:parameter><ac:plain-text-body><![CDATA[x]]></ac:plain-text-body></ac:structured-macro>',
  '<a href="https://x.example/" data-card-appearance="embed">x</a>',
];

const { storage } = fc.letrec<{ storage: string; node: string }>((tie) => ({
  storage: fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { maxDepth: 6, depthIdentifier: 'nesting' },
    fc.constantFrom(...leaves),
    fc
      .tuple(fc.constantFrom(...wrappers), tie('storage'))
      .map(([[open, close], inner]) => open + inner + close),
  ),
}));

describe.skipIf(!hasReferenceData)(`anything in anything${referenceDataNote}`, () => {
  it('gives ADF that the vendor schema accepts, which is the same after storage', () => {
    const { $schema: _, ...schema } = JSON.parse(
      readFileSync(referencePath('data', 'adf', 'adf-schema.json'), 'utf8'),
    ) as { [key: string]: unknown };
    const validate = new Ajv({ strict: false }).compile(schema);
    const attachment = (filename: string) => ({
      id: 'att1',
      fileId: filename,
      filename,
      mediaType: 'image/png',
    });
    const context = plainContext({ attachment, attachmentByFileId: attachment });
    fc.assert(
      fc.property(storage, (body) => {
        const adf = storageToAdf(body, context);
        expect({ body, valid: validate(adf), adf }).toEqual({ body, valid: true, adf });
        const written = adfToStorage(adf, context);
        expect(validateStorage(written)).toEqual({ ok: true });
        const again = storageToAdf(written, context);
        expect({ body, valid: validate(again) }).toEqual({ body, valid: true });
      }),
      { numRuns: 2000 },
    );
  });
});
