import { code, mention, pageLink, richMacro } from './pieces.ts';
import type { SamplePage } from './sample-page.ts';

/** Blog posts by the key of their space. */
export const blogPosts: Readonly<Record<string, readonly SamplePage[]>> = {
  ENG: [
    {
      title: 'Ten thousand gauges in a shoebox',
      by: 'ben',
      daysAgo: 45,
      kind: 'blogpost',
      labels: ['gateway', 'testing'],
      body: `<p>How do you test a gateway with more stations than you own? You simulate them. The simulator runs on one old laptop, in a shoebox under my desk, and behaves as badly as the real ones: it loses packets, reboots at midnight and believes that it is 1970.</p>
${code('rust', 'for id in 0..10_000 {\n    tokio::spawn(station(id, Mood::random()));\n}')}
<p>At 25,000 stations the laptop gave up. The gateway did not. Details in ${pageLink('Ingest gateway')}.</p>`,
      comments: [
        {
          by: 'chiara',
          daysAgo: 44,
          body: '<p>What are the moods?</p>',
          replies: [{ by: 'ben', daysAgo: 44, body: '<p>Cheerful, tired, drowned.</p>' }],
        },
        { by: 'gus', daysAgo: 43, body: '<p>A tired station is my favourite test.</p>' },
      ],
    },
    {
      title: 'Why the sirens stayed quiet on Tuesday',
      by: 'daiki',
      daysAgo: 16,
      kind: 'blogpost',
      labels: ['alerts'],
      body: `<p>The level in Amarante jumped by two metres within a minute, and no siren rang. That was right: a log had hit the gauge. The quality flag said so, and ${mention('ben')} had made it part of the rule the week before.</p>${richMacro('info', '<p>This is what payload 2 is for.</p>')}`,
    },
  ],
  PROD: [
    {
      title: 'What the harbour taught us',
      by: 'chiara',
      daysAgo: 144,
      kind: 'blogpost',
      labels: ['research'],
      body: `<p>We asked about screens and were told about locks. Three notes from a night at the harbour, and one change of plan: ${pageLink('Alert rules')} now knows how fast a river rises.</p>`,
    },
    {
      title: '새로운 경보 문구',
      by: 'eunji',
      daysAgo: 34,
      kind: 'blogpost',
      labels: ['translation'],
      body: '<p>한국어 경보 문구를 새로 썼습니다. 더 짧고, 더 분명하고, 망설임이 없습니다. 의견이 있으면 댓글로 남겨 주세요.</p>',
    },
  ],
  PEOPLE: [
    {
      title: 'Two more weeks for parents',
      by: 'farah',
      daysAgo: 71,
      kind: 'blogpost',
      labels: ['leave'],
      body: `<p>From July every parent has twenty-eight weeks. The page ${pageLink('Holidays and leave')} is changed already.</p>`,
      comments: [{ by: 'eunji', daysAgo: 70, body: '<p><ac:emoticon ac:name="heart" /></p>' }],
    },
  ],
};
