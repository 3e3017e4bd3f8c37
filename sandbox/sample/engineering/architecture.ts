import { png, textFile } from '../files.ts';
import { code, macro, mention, pageLink, plainMacro, richMacro, status, table } from '../pieces.ts';
import type { SamplePage } from '../sample-page.ts';

const payloadTwo: SamplePage = {
  title: 'Payload version 2',
  by: 'ben',
  daysAgo: 46,
  labels: ['mqtt', 'contract'],
  body: `<p>Version 2 adds the battery voltage and the quality flag to every reading. Stations with firmware 4.2 or newer send it; the gateway accepts both versions until the last station in the Douro pilot has been updated.</p>
<h2>Fields</h2>
<table data-layout="wide" data-table-width="960"><colgroup><col style="width: 140.0px;" /><col style="width: 120.0px;" /><col style="width: 700.0px;" /></colgroup><tbody>
<tr><th data-highlight-colour="#f4f5f7"><p>Field</p></th><th data-highlight-colour="#f4f5f7"><p>Unit</p></th><th data-highlight-colour="#f4f5f7"><p>Meaning</p></th></tr>
<tr><td><p><code>lvl</code></p></td><td><p>mm</p></td><td><p>Water level above the station&rsquo;s zero mark. Negative below it.</p></td></tr>
<tr><td><p><code>bat</code></p></td><td><p>mV</p></td><td><p>Battery voltage under load. Below 3400&nbsp;mV the station halves its reporting rate.</p></td></tr>
<tr><td rowspan="2"><p><code>q</code></p></td><td rowspan="2"><p>none</p></td><td><p><code>0</code> trusted, <code>1</code> smoothed by the station</p></td></tr>
<tr><td data-highlight-colour="#ffebe6"><p><code>9</code> the sensor is blocked: shown to nobody, kept for the technicians</p></td></tr>
<tr><td colspan="3"><p>Unknown fields are stored and ignored. <em>Never</em> reject a reading because of them.</p></td></tr>
</tbody></table>
<h2>Example</h2>
${code('json', '{\n  "v": 2,\n  "station": "douro-014",\n  "at": 1718870400,\n  "lvl": 1432,\n  "bat": 3611,\n  "q": 0\n}', { title: 'One reading', linenumbers: 'true' })}
<p>The timestamp <code>at</code> is in seconds, not milliseconds: the modem library of the stations has no 64-bit numbers.</p>`,
  comments: [
    {
      by: 'daiki',
      daysAgo: 40,
      body: '<p>Should the app show smoothed readings differently? A dotted line would do.</p>',
      on: 'smoothed by the station',
      replies: [
        { by: 'ben', daysAgo: 39, body: '<p>Yes please. The API already passes <code>q</code> through.</p>' },
      ],
    },
  ],
};

const mqtt: SamplePage = {
  title: 'MQTT topics and payloads',
  by: 'ben',
  daysAgo: 190,
  labels: ['mqtt', 'contract'],
  body: `${macro('toc', { minLevel: '2', maxLevel: '3', style: 'square', outline: 'false', printable: 'true' })}
<h2>Topics</h2>
<p>A station publishes to exactly one topic and subscribes to one:</p>
<ul><li><p><code>stations/{id}/readings</code>: readings, quality of service 1</p></li><li><p><code>stations/{id}/orders</code>: reporting rate and firmware orders, retained</p></li></ul>
<h2>Identity</h2>
<p>The client id is the station id. A second client with the same id throws the first one out, which is how we noticed the cloned SIM cards in the Tejo batch.</p>
<h3>Certificates</h3>
<ol start="1"><li><p>The factory writes a device certificate during the final test.</p></li><li><p>The gateway checks it against the factory&rsquo;s intermediate certificate.</p>${code('bash', 'openssl verify -CAfile factory-intermediate.pem \\\n  station-douro-014.pem')}</li><li><p>A revoked station is listed in <code>revoked.txt</code>, which the gateway reads every minute.</p></li></ol>
<p>Payloads are versioned; the current one is described in ${pageLink('Payload version 2')}.</p>`,
  children: [payloadTwo],
};

const gateway: SamplePage = {
  title: 'Ingest gateway',
  by: 'ben',
  daysAgo: 300,
  labels: ['service', 'gateway'],
  watchedBy: ['ana', 'gus'],
  body: `${richMacro(
    'details',
    `<table><tbody><tr><th><p>Owner</p></th><td><p>${mention('ben')}</p></td></tr><tr><th><p>Language</p></th><td><p>Rust</p></td></tr><tr><th><p>State</p></th><td><p>${status('LIVE', 'Green')}</p></td></tr></tbody></table>`,
    { id: 'service' },
  )}
<p>The gateway terminates MQTT from the stations, checks and stamps each reading, and appends it to the stream. It does no interpretation: whether 1432&nbsp;mm is a flood is the ${pageLink('Alert engine', { text: '<strong>alert engine</strong>’s' })} business.</p>
<h2>Numbers to remember</h2>
<table data-layout="default"><tbody>
<tr><th><p>&nbsp;</p></th><th><p>Today</p></th><th><p>Tested</p></th></tr>
<tr><th><p>Stations</p></th><td><p>2,140</p></td><td><p>25,000</p></td></tr>
<tr><th><p>Readings a second</p></th><td><p>36</p></td><td><p>900</p></td></tr>
<tr><th><p>Memory</p></th><td><p>180 MB</p></td><td><p>410 MB</p></td></tr>
</tbody></table>
<h2>What happens to a reading</h2>
<ac:image ac:align="center" ac:layout="center" ac:width="640" ac:original-width="64" ac:original-height="24" ac:custom-width="true" ac:alt="Path of a reading from station to stream"><ri:attachment ri:filename="gateway-path.png" ri:version-at-save="1" /><ac:caption><p>Path of a reading. Redrawn after the <em>buffer</em> moved into the gateway.</p></ac:caption><ac:adf-mark key="border" ac:size="2" ac:color="#091e4224" /></ac:image>
<p>Readings wait in a buffer on disk while the stream is away, see ${pageLink('Back-pressure and retries')}.</p>
${macro('children', { sort: 'title', depth: '2' })}`,
  files: [
    {
      name: 'gateway-path.png',
      by: 'ben',
      daysAgo: 300,
      bytes: png(64, 24, ['#0c66e4', '#dfe1e6', '#22a06b']),
      next: {
        by: 'ben',
        daysAgo: 120,
        bytes: png(64, 24, ['#0c66e4', '#f5cd47', '#22a06b']),
        comment: 'Buffer inside the gateway',
      },
    },
    {
      name: 'gateway.toml',
      by: 'ben',
      daysAgo: 200,
      bytes: textFile(
        '[listen]\nmqtt = "0.0.0.0:8883"\n\n[buffer]\npath = "/var/lib/gateway"\nlimit_mb = 512\n',
      ),
    },
  ],
  edits: [
    {
      by: 'ana',
      daysAgo: 210,
      replace: ['It does no interpretation', 'It does no interpretation of any kind'],
      message: 'Make the boundary explicit',
    },
    { by: 'ben', daysAgo: 120, replace: ['2,140', '2,180'], minor: true },
    { by: 'ben', daysAgo: 12, replace: ['2,180', '2,412'], message: 'Numbers after the spring roll-out' },
  ],
  children: [
    mqtt,
    {
      title: 'Back-pressure and retries',
      by: 'ana',
      daysAgo: 175,
      labels: ['gateway', 'reliability'],
      body: `<p>The stream may be gone for six hours without losing a reading. Three mechanisms together make that true.</p>
<ol><li><p><strong>Disk buffer.</strong> 512&nbsp;MB a gateway, oldest first out. At today&rsquo;s rate that is <u>nine hours</u>.</p></li><li><p><strong>Slow down.</strong> Above 60&nbsp;% the gateway orders stations to report every 30 instead of every 5 minutes.</p><ul><li><p>Stations above their warning mark are exempt.</p></li><li><p>The order is retained, so a restarted station obeys too.</p></li></ul></li><li><p><strong>Replay.</strong> After the stream is back the buffer drains at most at <code>replay_rate</code>, new readings first.</p></li></ol>
${richMacro('warning', '<p>Never delete the buffer folder to “make room”. Move it aside: its readings can be replayed by hand.</p>')}
<h2>Retry times</h2>
<p>The n<sup>th</sup> retry waits 2<sup>n</sup> seconds plus jitter, at most five minutes. The old linear back-off <del>of ten seconds</del> brought the broker down in the March storm.</p>
${code('rust', 'fn delay(attempt: u32, jitter: Duration) -> Duration {\n    let exponential = Duration::from_secs(1 << attempt.min(8));\n    exponential.min(Duration::from_secs(300)) + jitter\n}', { title: 'retry.rs', collapse: 'true', firstline: '14', theme: 'Midnight' })}`,
    },
  ],
};

export const architecture: SamplePage = {
  title: 'Architecture',
  by: 'ana',
  daysAgo: 400,
  labels: ['architecture'],
  body: `<p>How Larkwater&rsquo;s services fit together. Start with the ${pageLink('System overview')}; the pages below it go one service deep.</p>
${macro('pagetree', { root: '<ac:link><ri:page ri:content-title="Architecture" /></ac:link>', startDepth: '2', searchBox: 'false', expandCollapseAll: 'true' })}`,
  children: [
    {
      title: 'System overview',
      by: 'ana',
      daysAgo: 398,
      labels: ['architecture', 'start-here'],
      favouriteOf: ['ben', 'gus'],
      body: `<ac:layout>
<ac:layout-section ac:type="fixed-width" ac:breakout-mode="default"><ac:layout-cell><p>A <strong>station</strong> measures the water level of a river every five minutes. Its reading passes the gateway, is stored, and may raise an alert that reaches phones, sirens and the control rooms of towns. The whole way takes less than forty seconds, and we promise two minutes.</p></ac:layout-cell></ac:layout-section>
<ac:layout-section ac:type="two_left_sidebar" ac:breakout-mode="wide" ac:breakout-width="1011"><ac:layout-cell>${macro('toc')}</ac:layout-cell><ac:layout-cell><h2>Services</h2><ul><li><p>${pageLink('Ingest gateway')}: takes readings from stations</p></li><li><p>${pageLink('Readings store')}: keeps them for ten years</p></li><li><p>${pageLink('Alert engine')}: decides who must be warned</p></li><li><p>${pageLink('Public API')}: shows levels to everybody</p></li></ul><h2>Rules</h2><p>Services talk through the stream or through HTTP contracts, never through each other&rsquo;s tables (${pageLink('ADR 0003: No shared database between services', { text: 'ADR 0003' })}).</p></ac:layout-cell></ac:layout-section>
<ac:layout-section ac:type="three_equal" ac:breakout-mode="wide"><ac:layout-cell><h3>Stations</h3><p>2,412 in the field</p></ac:layout-cell><ac:layout-cell><h3>Rivers</h3><p>61 in five countries</p></ac:layout-cell><ac:layout-cell><h3>Subscribers</h3><p>About 310,000 phones</p></ac:layout-cell></ac:layout-section>
</ac:layout>`,
      comments: [
        {
          by: 'gus',
          daysAgo: 30,
          body: '<p>Is the forty seconds a median or a maximum?</p>',
          on: 'less than forty seconds',
          resolvedBy: 'ana',
          replies: [
            {
              by: 'ana',
              daysAgo: 29,
              body: '<p>99th percentile over a month. I put it into the service levels.</p>',
            },
          ],
        },
        {
          by: 'daiki',
          daysAgo: 20,
          body: `<p>${mention('ana')} could we add the web map to the list of services?</p>`,
          replies: [
            {
              by: 'ana',
              daysAgo: 19,
              body: '<p>It is part of the public API for now. I will add a line.</p>',
              replies: [{ by: 'daiki', daysAgo: 19, body: '<p>Thank you!</p>' }],
            },
          ],
        },
      ],
      children: [
        gateway,
        {
          title: 'Readings store',
          by: 'ben',
          daysAgo: 290,
          labels: ['service', 'postgres'],
          body: `${richMacro('details', `<table><tbody><tr><th><p>Owner</p></th><td><p>${mention('ana')}</p></td></tr><tr><th><p>Language</p></th><td><p>SQL, TypeScript</p></td></tr><tr><th><p>State</p></th><td><p>${status('LIVE', 'Green')}</p></td></tr></tbody></table>`, { id: 'service' })}
<p>PostgreSQL with one partition a month. Raw readings stay ten years; hourly means stay for ever.</p>
<pre>readings_2026_05   412 M rows   31 GB
readings_2026_06   398 M rows   30 GB</pre>
<h2>Reading it</h2>
${code('sql', "select date_trunc('hour', at) as hour, avg(lvl)\nfrom readings\nwhere station = 'douro-014' and at > now() - interval '2 days'\ngroup by 1 order by 1;")}
<p>Do not join readings with stations across more than a week: use the hourly means. The planner cannot prune partitions through a join.<br />Ask ${mention('ben')} before you add an index; each costs 3&nbsp;GB a month.</p>
${richMacro('expand', `<p>The retention job runs on the second of each month at 03:10 UTC and detaches the oldest partition first. It is <em>not</em> dropped until the archive has been read back.</p>${code('text', 'retention: detached readings_2016_05\nretention: archive verified (412,991,002 rows)\nretention: dropped readings_2016_05')}`, { title: 'How retention works' })}`,
        },
        {
          title: 'Alert engine',
          by: 'daiki',
          daysAgo: 280,
          labels: ['service', 'alerts'],
          watchedBy: ['ana', 'chiara'],
          body: `${richMacro('details', `<table><tbody><tr><th><p>Owner</p></th><td><p>${mention('daiki')}</p></td></tr><tr><th><p>Language</p></th><td><p>TypeScript</p></td></tr><tr><th><p>State</p></th><td><p>${status('LIVE', 'Green')} ${status('v3 in beta', 'Blue')}</p></td></tr></tbody></table>`, { id: 'service' })}
<p>The engine reads the stream and evaluates the rules of each town. A rule is a threshold, a rate of rise, or both; the product side is described in ${pageLink('Alert rules', { space: 'PROD' })}.</p>
<h2>States of an alert ${status('STABLE', 'Green')}</h2>
${plainMacro('plantuml', '@startuml\n[*] --> Watching\nWatching --> Raised : level above mark for 10 min\nRaised --> Acknowledged : control room\nRaised --> Escalated : 15 min without answer\nAcknowledged --> Watching : level 50 mm below mark\n@enduml', { 'atlassian-macro-output-type': 'BLOCK' })}
<p>Hysteresis is 50&nbsp;mm. With less, the gauge at Peso da Régua rang the sirens eleven times in one night.</p>
<ac:structured-macro ac:name="note" ac:schema-version="1" ac:macro-id="0f6e5a2e-4c1b-4a8e-9d0f-2b7d3c9a5e11"><ac:parameter ac:name="title">Time zones</ac:parameter><ac:rich-text-body><p>Quiet hours are in the town&rsquo;s local time. All other times are UTC.</p></ac:rich-text-body></ac:structured-macro>`,
          edits: [
            { by: 'ana', daysAgo: 90, replace: ['Hysteresis is 50', 'The hysteresis is 50'], minor: true },
            {
              by: 'daiki',
              daysAgo: 21,
              replace: [
                'a threshold, a rate of rise, or both',
                'a threshold, a rate of rise, or both, for one gauge or several',
              ],
              message: 'Rules over several gauges (v3)',
            },
          ],
        },
        {
          title: 'Public API',
          by: 'daiki',
          daysAgo: 230,
          labels: ['service', 'api', 'contract'],
          body: `${richMacro('details', `<table><tbody><tr><th><p>Owner</p></th><td><p>${mention('daiki')}</p></td></tr><tr><th><p>Language</p></th><td><p>TypeScript</p></td></tr><tr><th><p>State</p></th><td><p>${status('BETA', 'Yellow')}</p></td></tr></tbody></table>`, { id: 'service' })}
<p>Everybody may read current levels without a key, sixty times a minute. Towns with a contract get history and webhooks.</p>
<p><a href="https://api.larkwater.example/v1/stations?river=douro&amp;limit=20#first" data-card-appearance="inline">https://api.larkwater.example/v1/stations?river=douro&amp;limit=20#first</a></p>
${code('http', 'GET /v1/stations/douro-014/level HTTP/1.1\nHost: api.larkwater.example\n\nHTTP/1.1 200 OK\nCache-Control: public, max-age=60\n\n{"level_mm": 1432, "at": "2026-06-20T08:00:00Z"}')}
${macro('swagger-open-api', { supportedSubmitMethods: 'get' })}
${richMacro('tip', '<p>The sandbox key <code>demo</code> answers from a recorded flood, minute by minute. Use it for demonstrations.</p>', { title: 'Try it' })}`,
        },
      ],
    },
    {
      title: 'Threat model',
      by: 'ana',
      daysAgo: 150,
      labels: ['security'],
      readers: ['engineering'],
      editors: ['ana', 'ben'],
      body: `<p>Who would want to harm a flood-warning system, and how? This page is for engineering only; it lists weaknesses that are not fixed yet.</p>
${table([
  ['Threat', 'Likelihood', 'State'],
  ['Cloned SIM card sends false levels', 'medium', status('MITIGATED', 'Green')],
  ['Siren relay replays an old alarm', 'low', status('OPEN', 'Red')],
  ['Insider silences a town', 'low', status('IN REVIEW', 'Yellow')],
])}
<h2>Siren relays</h2>
<p>The relays of generation one accept any signed order that is younger than a day. Until they are replaced in Mirandela and Chaves, orders carry a counter and the control room checks it by eye.</p>
<blockquote><p>Assume that the network is hostile and the cupboard is open.</p></blockquote>`,
      children: [
        {
          title: 'Penetration test findings',
          by: 'ben',
          daysAgo: 60,
          labels: ['security', 'confidential'],
          body: `<p>Nine findings of the spring test, worst first. Inherits the restriction of the threat model.</p>
<ol><li><p><strong>Order replay</strong> on generation-one relays, see above.</p></li><li><p>Verbose errors on <code>/v1/stations</code> name the database host.</p></li><li><p>The admin console accepts passwords of eight letters.</p></li></ol>
<hr />
<p>The report itself is kept in the safe, not here.</p>`,
        },
      ],
    },
  ],
};
