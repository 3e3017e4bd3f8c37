import { png } from '../files.ts';
import { code, macro, pageLink, richMacro, status, table } from '../pieces.ts';
import type { SamplePage } from '../sample-page.ts';

export const designSystem: SamplePage = {
  title: 'Design system',
  by: 'chiara',
  daysAgo: 310,
  labels: ['design'],
  body: `<p>One look for the app, the web map, the station lid and the siren cabinet.</p>${macro('children', { style: 'h3' })}`,
  children: [
    {
      title: 'Colour and type',
      by: 'chiara',
      daysAgo: 309,
      labels: ['design', 'accessibility'],
      body: `<p>Levels own the colours; nothing else may be red.</p>
<table data-layout="default"><tbody><tr><th><p>Name</p></th><th><p>Value</p></th><th><p>Use</p></th></tr><tr><td data-highlight-colour="#e6fcff"><p>calm</p></td><td><p><code>#0c66e4</code></p></td><td><p>below the first mark</p></td></tr><tr><td data-highlight-colour="#fffae6"><p>watch</p></td><td><p><code>#f5cd47</code></p></td><td><p>information</p></td></tr><tr><td data-highlight-colour="#ffebe6"><p>flood</p></td><td><p><code>#ae2e24</code></p></td><td><p>flood, and only flood</p></td></tr></tbody></table>
<p>Type is <em>Inter</em> on screens and <em>DIN 1451</em> on metal. Numbers are tabular, always.</p>
<ac:image ac:align="center" ac:layout="wide" ac:original-width="96" ac:original-height="24" ac:width="960" ac:custom-width="true" ac:alt="The three level colours"><ri:attachment ri:filename="level colours.png" /><ac:caption><p>calm, watch, flood</p></ac:caption></ac:image>`,
      files: [
        {
          name: 'level colours.png',
          by: 'chiara',
          daysAgo: 309,
          bytes: png(96, 24, ['#0c66e4', '#f5cd47', '#ae2e24']),
        },
      ],
      edits: [
        {
          by: 'chiara',
          daysAgo: 40,
          replace: ['nothing else may be red', 'nothing else may be red or yellow'],
          message: 'After the accessibility review',
        },
      ],
    },
    {
      title: 'Icons',
      by: 'chiara',
      daysAgo: 290,
      labels: ['design'],
      body: `<p>Sixteen icons, drawn on a grid of 24. <ac:emoticon ac:name="yellow-star" /> marks those on the station lid, which must still be legible under algae.</p>
<ul><li><p>drop <ac:emoticon ac:name="yellow-star" /></p></li><li><p>arrow up <ac:emoticon ac:name="yellow-star" /></p></li><li><p>siren</p></li><li><p>heron (by popular demand)</p></li></ul>
${richMacro('tip', '<p>Never an icon without a word, except on metal.</p>')}`,
    },
    {
      title: 'Map tiles',
      by: 'eunji',
      daysAgo: 132,
      labels: ['design', 'map'],
      body: `<p>Tiles are drawn by us from open data, with rivers wider than roads at every zoom. Labels are in the language of the place, then in the reader&rsquo;s.</p>
${code('json', '{ "id": "rivers", "type": "line", "paint": { "line-width": ["interpolate", ["linear"], ["zoom"], 6, 1.5, 14, 12] } }')}
<p>${status('BLOCKED', 'Red')} The licence of the depth data ends in December.</p>`,
    },
    {
      title: 'Voice and tone',
      by: 'eunji',
      daysAgo: 128,
      labels: ['design', 'translation'],
      body: `<p>A warning is an order from a friend: what, when, where. No “please”, no “might”.</p>
${table([
  ['Language', 'Text', 'Notes'],
  ['English', 'Flood in 40 minutes. Leave the riverside now.', '&mdash;'],
  ['Deutsch', 'Hochwasser in 40 Minuten. Verlassen Sie jetzt das Ufer.', 'Anrede: Sie'],
  ['Português', 'Cheia dentro de 40 minutos. Abandone já a zona ribeirinha.', '&mdash;'],
  ['한국어', '40분 후 홍수가 예상됩니다. 지금 강가를 떠나십시오.', '하십시오체'],
  ['العربية', 'فيضان بعد ٤٠ دقيقة. غادر ضفة النهر الآن.', 'أرقام عربية شرقية'],
])}
<p>The same words are spoken by the sirens; ${pageLink('Translations', { space: 'ENG' })} explains who translates. 🚨</p>`,
    },
  ],
};
