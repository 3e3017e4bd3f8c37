import { png } from '../files.ts';
import { code, macro, mention, plainMacro, richMacro, status } from '../pieces.ts';
import type { SamplePage } from '../sample-page.ts';

const elements: SamplePage = {
  title: 'Page elements',
  by: 'eunji',
  daysAgo: 185,
  labels: ['style-guide'],
  body: `<p>What a page may be made of, with an example of each. Copy from here instead of inventing.</p>
<p />
<h2 style="text-align: left;">Emphasis <em>and</em> colour ${status('style', 'Purple')}</h2>
<p>Use <strong>strong</strong> for what must not be missed and <em>emphasis</em> for a first mention. Old pages hold <b>bold</b> and <i>italic</i>, <u>underlined</u> words and <del>struck</del> or <s>crossed</s> ones. Water is H<sub>2</sub>O, an area is in m<sup>2</sup>, a command is <code>weir doctor</code>.</p>
<p style="text-align: right;">Colour says nothing by itself: <span style="color: rgb(0,102,68);">green</span>, <span style="background-color: rgb(255,240,179);">marked</span>, <span style="color: rgb(151,160,175);"><em>grey</em></span>.</p>
<p style="text-align: justify;">Justified paragraphs are allowed in letters only, where somebody will print them and the lines are long enough for the eye not to trip over the gaps between the words.</p>
<p style="margin-left: 60.0px;">An indented paragraph looks like a quotation; prefer a real one:</p>
<blockquote><p>The river does not read our documentation.</p><p>&mdash; a technician in Bragança</p></blockquote>
<h2>Panels</h2>
${richMacro('info', '<p>Worth knowing, harmless to miss.</p>', { title: 'Info', icon: 'false' })}
${richMacro('note', '<p>Easy to get wrong.</p>')}
${richMacro('tip', `<p>A shortcut, with the command:</p>${code('bash', 'weir tools --json | jq length')}`)}
${richMacro('warning', '<p>Somebody may get hurt, or data may be lost.</p><ul><li><p>Say what to do instead.</p></li></ul>')}
${richMacro('panel', '<p>A panel with an emoji for celebrations.</p>', { bgColor: '#E3FCEF', panelIcon: ':tada:', panelIconId: '1f389', panelIconText: '&#127881;' })}
<h2>Lists</h2>
<ul><li>Plain items of the old editor</li><li>with <code>code</code><ul><li>nested once<ul><li>nested twice</li></ul></li></ul></li></ul>
<ul><li>a list<ul><li>and one inside it</li></ul></li><ul><li>a list directly in a list, as the old editor made them</li></ul></ul>
<ol start="7"><li><p>An ordered list may start anywhere.</p></li><li><p>Items may hold an image:</p><ac:image ac:thumbnail="true" ac:border="true" ac:class="confluence-embedded-image" ac:width="120"><ri:attachment ri:filename="swatch.png" /></ac:image></li></ol>
<h2>Tables</h2>
<table data-layout="full-width" data-table-width="1200" ac:local-id="9b6f0f3e-5f0a-4f0e-8a75-0d5b5f6b9c01"><colgroup><col style="width: 20.0%;" /><col style="width: 40.0%;" /><col style="width: 40.0%;" /></colgroup><tbody>
<tr><th colspan="2" data-highlight-colour="#deebff"><p style="text-align: center;">Merged heading</p></th><th><p>Cells hold anything</p></th></tr>
<tr><th><p>row heading</p></th><td><p>text</p></td><td><ul><li><p>a list</p></li></ul>${richMacro('info', '<p>a panel</p>')}</td></tr>
<tr><th rowspan="2"><p>two rows</p></th><td><p>${status('OK', 'Green')}</p></td><td>${code('yaml', 'mark: 1400\nunit: mm')}</td></tr>
<tr><td><p align="right">right aligned by hand</p></td><td><table><tbody><tr><td>a table</td><td>inside</td></tr></tbody></table></td></tr>
</tbody></table>
<h2>Images</h2>
<ac:image ac:align="left" ac:layout="wrap-left" ac:original-height="32" ac:original-width="32" ac:custom-width="true" ac:alt="Two blues" ac:title="Swatch" ac:width="160"><ri:attachment ri:filename="swatch.png" ri:version-at-save="1"><ri:page ri:space-key="ENG" ri:content-title="Page elements" /></ri:attachment></ac:image>
<ac:image ac:height="48"><ri:url ri:value="https://assets.larkwater.example/logo.svg?v=3&amp;theme=light" /></ac:image>
<p>An image in a line <ac:image ac:inline="true" ac:width="16"><ri:attachment ri:filename="swatch.png" /></ac:image> is smaller than a word, and <ac:link ac:card-appearance="inline"><ri:attachment ri:filename="swatch.png" /><ac:link-body><ac:image ac:width="40"><ri:attachment ri:filename="swatch.png" /></ac:image></ac:link-body></ac:link> may be a link.</p>
<h2>Emoji</h2>
<p>Old: <ac:emoticon ac:name="smile" /> <ac:emoticon ac:name="sad" /> <ac:emoticon ac:name="warning" /> <ac:emoticon ac:name="information" /> <ac:emoticon ac:name="yellow-star" /> &mdash; new: <ac:emoticon ac:name="blue-star" ac:emoji-shortname=":droplet:" ac:emoji-id="1f4a7" ac:emoji-fallback="&#128167;" /> 🌊 &mdash; our own: <ac:emoticon ac:name="blue-star" ac:emoji-shortname=":larkwater:" ac:emoji-id="8f2c0a4e-1111-4222-8333-444455556666" ac:emoji-fallback=":larkwater:" /></p>
<h2>Characters</h2>
<p>5&nbsp;mm &plusmn;&nbsp;1, A&nbsp;&rarr;&nbsp;B, &ldquo;quoted&rdquo; &lsquo;once&rsquo;, dash &ndash; and pause&hellip; 3 &lt; 4 &amp; 4 &gt; 3. A literal no-break space: 10\u00a0km.</p>
<hr />
<div class="columnLayout two-equal" data-layout="two-equal"><div class="cell normal" data-type="normal"><div class="innerCell"><p>Left half of the oldest layout.</p></div></div><div class="cell normal" data-type="normal"><div class="innerCell"><p>Right half.</p></div></div></div>`,
  files: [{ name: 'swatch.png', by: 'eunji', daysAgo: 185, bytes: png(32, 32, ['#0c66e4', '#85b8ff']) }],
  comments: [
    { by: 'chiara', daysAgo: 18, body: '<p>Which green? The design system has four.</p>', on: 'green' },
    {
      by: 'ben',
      daysAgo: 17,
      body: '<p>Can we have that as a snippet in the editor?</p>',
      on: 'weir doctor',
      replies: [{ by: 'eunji', daysAgo: 16, body: '<p>이 명령은 아직 없습니다. Not yet, sorry.</p>' }],
    },
    {
      by: 'gus',
      daysAgo: 15,
      body: '<p>Is this the right word for a heading over two columns?</p>',
      on: 'Merged heading',
    },
    {
      by: 'farah',
      daysAgo: 14,
      body: '<p>I would allow it in contracts too.</p>',
      on: 'Justified paragraphs are allowed in letters only',
      resolvedBy: 'eunji',
    },
    { by: 'ana', daysAgo: 13, body: '<p>Letters and contracts, then.</p>', on: 'allowed in letters' },
    {
      by: 'ana',
      daysAgo: 12,
      body: '<p>Both words are emphasised? Only the second one should be.</p>',
      on: 'Emphasis and colour',
    },
  ],
};

const links: SamplePage = {
  title: 'Links and reuse',
  by: 'eunji',
  daysAgo: 182,
  labels: ['style-guide'],
  body: `<p>Link by choosing the page, never by pasting an address: a chosen page may be renamed.</p>
<table><tbody>
<tr><th>To</th><th>Example</th></tr>
<tr><td>a page here</td><td><p><ac:link><ri:page ri:content-title="Code review" ri:version-at-save="1" /></ac:link></p></td></tr>
<tr><td>a heading of a page</td><td><p><ac:link ac:anchor="Numbers-to-remember"><ri:page ri:content-title="Ingest gateway" /><ac:plain-text-link-body><![CDATA[the gateway's numbers]]></ac:plain-text-link-body></ac:link></p></td></tr>
<tr><td>a heading of this page</td><td><p><ac:link ac:anchor="Gr%C3%B6%C3%9Fe"><ac:link-body>Größe</ac:link-body></ac:link></p></td></tr>
<tr><td>another space</td><td><p><ac:link ac:card-appearance="inline"><ri:page ri:space-key="PROD" ri:content-title="Alert rules" /><ac:link-body>Alert rules</ac:link-body></ac:link></p></td></tr>
<tr><td>a blog post</td><td><p><ac:link><ri:blog-post ri:space-key="ENG" ri:content-title="Ten thousand gauges in a shoebox" ri:posting-day="2026/06/01" /><ac:link-body>the load test</ac:link-body></ac:link></p></td></tr>
<tr><td>a space</td><td><p><ac:link><ri:space ri:space-key="PEOPLE" /></ac:link></p></td></tr>
<tr><td>a personal space</td><td><p><ac:link><ri:page ri:space-key="~7120200ana" ri:content-title="Reading list" /></ac:link></p></td></tr>
<tr><td>a file</td><td><p><ac:link><ri:attachment ri:filename="gateway.toml"><ri:page ri:content-title="Ingest gateway" /></ri:attachment></ac:link></p></td></tr>
<tr><td>a person</td><td><p>${mention('ben')}, formerly <ac:link><ri:user ri:userkey="8a7f808a5b1c2d3e015b1c2d3e4f0001" /></ac:link> and <ac:link><ri:user ri:username="bokafor" /></ac:link></p></td></tr>
<tr><td>a shortcut</td><td><p><ac:link><ri:shortcut ri:key="jira" ri:parameter="ALERT-412" /><ac:plain-text-link-body><![CDATA[ALERT-412]]></ac:plain-text-link-body></ac:link></p></td></tr>
<tr><td>content by id</td><td><p><ac:link><ri:content-entity ri:content-id="98337" /><ac:link-body>a whiteboard</ac:link-body></ac:link></p></td></tr>
<tr><td>the web</td><td><p><a href="https://www.ietf.org/rfc/rfc6749.txt#section-4.1">RFC 6749</a>, <a href="https://larkwater.example/press" data-card-appearance="block">https://larkwater.example/press</a></p></td></tr>
</tbody></table>
<p><a href="https://video.larkwater.example/w/8fd2" data-card-appearance="embed" data-layout="center" data-width="760">https://video.larkwater.example/w/8fd2</a></p>
<h2>Gr&ouml;&szlig;e</h2>
<p>A heading with an umlaut, to have something to link to.</p>
<h2>Reusing text</h2>
<p>Include a whole page, an excerpt, or a shared block; never copy.</p>
${macro('include', { '': '<ac:link><ri:page ri:content-title="Duty phone" /></ac:link>' })}
<p>${macro('excerpt-include', { '': '<ac:link><ri:page ri:space-key="ENG" ri:content-title="Runbook: station silent" /></ac:link>' })}</p>
<p>${macro('excerpt-include', { '': 'A page that nobody wrote', nopanel: 'true' })}</p>
${richMacro('shared-block', '<p>Larkwater Instrumentos, Lda., Porto</p>', { 'shared-block-key': 'address' })}
${macro('include-shared-block', { 'shared-block-key': 'address', page: '<ac:link><ri:page ri:content-title="Links and reuse" /></ac:link>' })}`,
  children: [
    {
      title: 'Duty phone',
      by: 'farah',
      daysAgo: 181,
      labels: ['on-call', 'include-only'],
      body: '<p>The duty phone is <strong>+351 000 000 100</strong>. It is answered day and night by the engineer on call.</p>',
    },
  ],
};

const navigation: SamplePage = {
  title: 'Navigation and list macros',
  by: 'eunji',
  daysAgo: 180,
  labels: ['style-guide'],
  body: `<p>A space needs a way in for people who do not search. These macros make lists that keep themselves up to date.</p>
${macro('toc', { type: 'flat', separator: 'pipe', minLevel: '2', maxLevel: '2', include: '.*', exclude: '', indent: '', class: 'guide' })}
<h2>Pages</h2>
<p>${macro('children', { reverse: 'false', sortAndReverse: 'title', allChildren: 'true' })}</p>
<p>${macro('pagetree', { root: '@self', spaces: 'ENG', excerpt: 'none', sort: 'position', reverse: 'false', startDepth: '1', searchBox: 'true', expandCollapseAll: 'true' })}</p>
<p>${macro('pagetreesearch', { rootPage: 'ENG:Operations' })}</p>
<p>${macro('livesearch')} ${macro('recently-updated')}</p>
<h2>News</h2>
<p>${macro('blog-posts', { max: '5', spaces: 'ENG', content: 'titles', sort: 'creation' })}</p>
<h2>Spaces and labels</h2>
${macro('spaces', { '': 'all' })}
${macro('space-details', { width: '60%' })}
<p>${macro('popular-labels', { spaceKey: 'ENG' })}</p>
<p>${macro('contentbylabel', { showLabels: 'true', showSpace: 'true', cql: 'label in ("adr","contract") and type = "page"' })}</p>
<h2>Tasks and properties</h2>
${macro('tasks-report-macro', { spaces: 'ENG', assignees: '', creators: '', createddateFrom: '', pageSize: '10', status: 'incomplete', isMissingRequiredParameters: 'false' })}
${macro('detailssummary', { id: 'service', cql: 'label = "service"', headings: 'Owner,Language,State' })}
<h2>Where am I?</h2>
<p>${macro('anchor', { '': 'where-am-i' })}${macro('profile', { user: '<ri:user ri:account-id="712020:a1a1a1a1-0000-4000-8000-00000000000a" />' })}</p>
<p>${macro('roadmap', { timeline: 'true', source: 'eyJ0aXRsZSI6IlJvYWRtYXAifQ%3D%3D', title: 'Roadmap', hash: '4f1d', maplinks: '', pagelinks: '' })}</p>`,
};

const media: SamplePage = {
  title: 'Diagrams, media and formulas',
  by: 'ben',
  daysAgo: 178,
  labels: ['style-guide'],
  body: `<p>Prefer a diagram that is text: it can be searched and reviewed.</p>
${plainMacro('mermaid-macro', 'flowchart LR\n  station -->|MQTT| gateway --> stream --> engine\n  engine --> phones & sirens')}
<p>${macro('drawio', { '': '', diagramName: 'network', width: '640', height: '320', border: 'true', simpleViewer: 'false', links: 'auto', tbstyle: 'top', lbox: 'true', diagramWidth: '641', revision: '7' })}</p>
${macro('gliffy', { name: 'rack', displayName: 'Rack in Porto', macroId: 'a3f0', pagePin: '2' })}
<p><ac:structured-macro><ac:parameter ac:name="displayName">A diagram whose macro lost its name</ac:parameter><ac:parameter ac:name="name">lost</ac:parameter><ac:parameter ac:name="pagePin">1</ac:parameter></ac:structured-macro></p>
<h2>Video and files</h2>
${macro('widget', { url: '<ri:url ri:value="https://video.larkwater.example/w/8fd2" />', width: '640', height: '360', overlay: 'youtube' })}
<p>${macro('multimedia', { name: '<ri:attachment ri:filename="siren.ogg" />', width: '320', autoplay: 'false' })}</p>
${macro('gallery', { title: 'Stations', columns: '3', includeLabel: 'photo', excludeLabel: 'draft', page: 'Station photographs' })}
${macro('attachments', { upload: 'false', old: 'false', patterns: '.*png' })}
${macro('viewpdf', { name: '<ri:attachment ri:filename="letter-to-chaves.pdf"><ri:page ri:content-title="Incident: sirens in Chaves rang at night" /></ri:attachment>' })}
${macro('viewdoc', { name: '<ri:attachment ri:filename="contract.docx" />' })}
${macro('viewppt', { name: '<ri:attachment ri:filename="pitch.pptx" />', slide: '0' })}
<h2>Formulas</h2>
<p>Manning: ${macro('mathinline', { body: 'v = \\frac{1}{n} R^{2/3} S^{1/2}' })}, see ${macro('mathblock-ref', { anchor: 'manning' })}.</p>
${plainMacro('mathblock', 'Q = A \\cdot v', { anchor: 'manning' })}
<h2>Markdown, HTML and wiki text</h2>
${plainMacro('markdown', '## Not for new pages\n\n* the editor **cannot** show it\n* search finds it only in part')}
${plainMacro('html', '<marquee>Please do not.</marquee>')}
${plainMacro('paste-code-macro', 'select 1;', { title: 'pasted', language: 'sql' })}
<p>Pages from before 2013 still hold things like {color:red}this{color}, and the macros of that time:</p>
<ac:macro ac:name="gallery"><ac:default-parameter>stations</ac:default-parameter><ac:parameter ac:name="sort">name</ac:parameter></ac:macro>
<ac:macro ac:name="larkwater-banner"><ac:rich-text-body><p>A user macro of ours, long retired.</p></ac:rich-text-body></ac:macro>
<p>${macro('img', { src: 'https://assets.larkwater.example/station.jpg', alt: 'A station', width: '200', height: '', style: 'float:right', title: '' })}</p>`,
};

const exporting: SamplePage = {
  title: 'Publishing and export macros',
  by: 'chiara',
  daysAgo: 176,
  labels: ['style-guide', 'publishing'],
  body: `<p>The manual for towns is exported from these pages. What is marked here appears, or does not appear, in the printed version.</p>
${richMacro('scroll-ignore', '<p>Readers of the PDF never see this paragraph.</p>', { parameter1: 'pdf' })}
<p>Between words ${richMacro('scroll-ignore-inline', '<p>too</p>')} and only in print: ${richMacro('scroll-only-inline', '<p>see page 12</p>')}.</p>
${richMacro('scroll-only', '<p>The PDF alone holds the address of the printer.</p>')}
${richMacro('scroll-pdf-ignore', '<p>Not in the PDF.</p>')}
${richMacro('scroll-pdf-only', '<p>In the PDF alone.</p>')}
${richMacro('scroll-landscape', '<p>A wide table goes here.</p>')}
${richMacro('scroll-portrait', '<p>And back again.</p>')}
${richMacro('scroll-title', '<p>Table 4: marks of the Douro</p>')}
${macro('scroll-pagebreak')}
<p>${macro('scroll-bookmark', { parameter1: 'marks' })}${macro('scroll-indexterm', { parameter1: 'flood mark' })}${macro('scroll-exportbutton', { parameter1: 'Manual for towns' })}</p>
${macro('scroll-tablelayout', { style: 'Confluence default', widths: '30%,70%', repeatTableHeaders: 'default', tableFit: 'none' })}
${richMacro('show-if', '<p>Visible to the group of contractors only.</p>', { groupIds: '10000000-0000-4000-8000-000000000005', matchUsing: 'any' })}
<h2>Columns and tabs</h2>
${richMacro('section', richMacro('column', '<p>Before the flood</p>', { width: '50%' }) + richMacro('column', '<p>After the flood</p>', { width: '50%' }), { border: 'true' })}
<p>${richMacro('align', '<p>in the middle</p>', { align: 'center' })}${richMacro('center', '<p>the same, older</p>')}</p>
${richMacro('localtabgroup', richMacro('localtab', '<p>Readings</p>', { title: 'Readings' }) + richMacro('localtab', '<p>Alerts</p>', { title: 'Alerts' }))}
${richMacro('auihorizontalnav', richMacro('auihorizontalnavpage', '<p>First tab</p>', { title: 'First' }), { id: 'nav' })}
${richMacro('auibuttongroup', '<p>Buttons</p>', { id: 'buttons' })}
${richMacro('auimessage', '<p>A message of the look before last.</p>', { type: 'hint', title: 'Hint', closeable: 'false' })}
${richMacro('alert', '<p>Another message, from an app.</p>', { type: 'success', title: 'Done' })}
${richMacro('ui-text-box', '<p>And a third one.</p>', { size: 'large', type: 'note' })}
${richMacro('clickable', '<p>The whole box is a link.</p>', { link: 'https://larkwater.example' })}
<h2>Tables with powers</h2>
${richMacro('table-filter', '<table><tbody><tr><th><p>River</p></th><th><p>Mark</p></th></tr><tr><td><p>Douro</p></td><td><p>6200</p></td></tr><tr><td><p>Tua</p></td><td><p>3100</p></td></tr></tbody></table>', { column: 'River', default: '', 'cell-width': '150', inverse: 'false', separator: 'comma', id: '1700000000000_-1' })}
${richMacro('tableenhancer', '<table><tbody><tr><td>1</td></tr></tbody></table>', { totalLine: 'true', decimalMark: '.' })}
<ac:adf-fragment-mark><ac:adf-fragment-mark-detail ac:name="Marks of the Tua" ac:local-id="2f4dd9a1-7777-4888-9999-000011112222" /></ac:adf-fragment-mark>
<h2>Notes</h2>
<p>Flood marks are legal terms${richMacro('footnote', '<p>Decree-Law 115/2010.</p>')} in Portugal. ${macro('tooltip', { text: 'height above the zero of the gauge', id: 't1', direction: 'top' })} ${macro('cite-summary')}</p>
<p>${macro('redirect', { location: 'https://manual.larkwater.example', delay: '5', visible: 'true' })}${macro('viewport-redirect', { redirectTo: 'https://manual.larkwater.example', redirectMessage: 'Moved' })}</p>
${macro('some-vendor-widget', { config: '{&quot;theme&quot;:&quot;dark&quot;,&quot;rows&quot;:[1,2]}' })}
<ac:adf-extension><ac:adf-node type="sync-block"><ac:adf-attribute key="resource-id">ari:cloud:blocks:demo:sync-block/77</ac:adf-attribute><ac:adf-attribute key="local-id">77777777-0000-4000-8000-000000000000</ac:adf-attribute></ac:adf-node><ac:adf-fallback><p>Synchronised text is shown in the new editor only.</p></ac:adf-fallback></ac:adf-extension>`,
};

const translations: SamplePage = {
  title: 'Translations',
  by: 'eunji',
  daysAgo: 174,
  labels: ['style-guide', 'translation'],
  body: `<p>Texts for the public exist in five languages. English is written first; nobody translates from a translation.</p>
${richMacro('sv-translation', '<p>The water is rising. Move your car to higher ground.</p>', { language: 'en' })}
${richMacro('sv-translation', '<p>Das Wasser steigt. Stellen Sie Ihr Auto höher ab.</p>', { language: 'de' })}
${richMacro('sv-translation', '<p>수위가 올라가고 있습니다. 차를 높은 곳으로 옮기세요.</p>', { language: 'ko' })}
${richMacro('sv-translation', '<p dir="rtl">منسوب المياه يرتفع. انقل سيارتك إلى مكان أعلى.</p>', { language: 'ar' })}
<p>Older pages use one macro for each language:</p>
${richMacro('english', '<p>Flood warning</p>')}
${richMacro('german', '<p>Hochwasserwarnung</p>')}
${richMacro('french', '<p>Alerte aux crues</p>')}
${richMacro('portuguese', '<p>Aviso de cheia</p>')}
${richMacro('korean', '<p>홍수 경보</p>')}
<p><at:i18n at:key="larkwater.warning.footer" /></p>`,
};

export const howWeWrite: SamplePage = {
  title: 'How we write',
  by: 'eunji',
  daysAgo: 188,
  labels: ['style-guide'],
  body: `<p>Write for a colleague who is woken at three in the morning: short sentences, the command first, the explanation after it.</p>
<p>${macro('children')}</p>`,
  children: [elements, links, navigation, media, exporting, translations],
};
