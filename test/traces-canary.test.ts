import { describe, expect, it } from 'vitest';
import { addAttachment } from '../sandbox/model/attachments.ts';
import { catalogue } from '../src/operations/catalogue.ts';
import { operationId } from '../src/operations/operation.ts';
import { encodingsOf } from './support/canary.ts';
import { catalogueCalls } from './support/catalogue-calls.ts';
import { addressOf, post, traceparent, useTracedWeir } from './support/traced-weir.ts';
import { textOf } from './support/weir.ts';

const traced = useTracedWeir();

describe('what no span holds', () => {
  it('is credentials, arguments, titles, bodies, addresses of people: looked for in every encoding', async () => {
    const control = 'control plant: found';
    const weir = await traced.start({
      OTEL_RESOURCE_ATTRIBUTES: `control=${encodeURIComponent(control)}`,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20planted-collector-token',
    });
    const { sandbox } = weir;
    const planted = {
      title: 'planted-title-of-a-page',
      body: 'planted-words-of-a-page',
      label: 'planted-label',
      comment: 'planted-comment-text',
      file: 'planted-file-name.txt',
      cql: 'planted-search-words',
      argument: 'planted-unknown-argument',
      tool: 'planted_tool_name',
      upstream: 'planted-upstream-message',
      key: 'weir_planted_key_of_nobody',
      state: 'planted-tracestate',
      userAgent: 'planted-user-agent',
    };
    const storage = (text: string) => ({ representation: 'storage', value: `<p>${text}</p>` });
    const [space] = [...sandbox.site.spaces.values()];
    const [person] = sandbox.people;
    if (!space || !person) throw new Error('The sandbox is empty.');
    const author = person.accountId;

    const { id } = await weir.structured('confluence_create_page', {
      spaceId: space.id,
      title: planted.title,
      body: storage(planted.body),
    });
    const page = sandbox.site.contents.get(String(id));
    if (!page) throw new Error('The page was not made.');
    const file = { author, bytes: new TextEncoder().encode(planted.body) };
    const attachment = addAttachment(sandbox.site, page, planted.file, file);
    await weir.read('confluence_get_page', { id });
    await weir.read('confluence_add_labels', { id, labels: [planted.label] });
    await weir.read('confluence_add_comment', { pageId: id, body: storage(planted.comment) });
    await weir.read('confluence_search_cql', { cql: `text ~ "${planted.cql}"` });
    const { downloadLink } = await weir.structured('confluence_get_attachment', { id: attachment.id });
    expect(await (await fetch(String(downloadLink))).text()).toBe(planted.body);
    const everyCall = catalogueCalls(sandbox, space, author);
    for (const operation of catalogue) {
      await weir.read(operation.name, everyCall[operationId(operation)]?.());
    }
    await weir.call('confluence_get_page', { id, [planted.argument]: planted.argument });
    await weir.call(planted.tool, {});
    sandbox.faults.add({
      match: { path: /pages/ },
      status: 409,
      body: { message: planted.upstream, errors: [{ title: planted.upstream }] },
    });
    expect(textOf(await weir.call('confluence_get_page', { id }))).toContain(planted.upstream);
    await post(
      addressOf(weir),
      { name: 'confluence_list_spaces', arguments: {} },
      {
        headers: {
          authorization: `Bearer ${planted.key}`,
          tracestate: `vendor=${planted.state}`,
          'user-agent': planted.userAgent,
          traceparent,
        },
        query: `?key=${planted.key}`,
      },
    );

    const titles = [...sandbox.site.contents.values()].map(({ title }) => title);
    const secrets = [
      ...Object.values(planted),
      'planted-collector-token',
      weir.weir.key.reveal(),
      String(downloadLink).split('/').at(-1) ?? '',
      ...sandbox.people.flatMap(({ apiToken, email, displayName }) => [apiToken, email, displayName]),
      ...titles.filter((title) => title.length > 8),
    ];
    const spans = await traced.spans();
    const everything = Buffer.concat(traced.collector.deliveries.map(({ body }) => body));
    const found = (secret: string): readonly string[] =>
      encodingsOf(secret)
        .filter(({ bytes }) => everything.includes(bytes))
        .map(({ name }) => `${secret}: ${name}`);
    expect(found(control)).not.toEqual([]);
    expect(secrets.length).toBeGreaterThan(30);
    expect(secrets.flatMap(found)).toEqual([]);

    const called = new Set(spans.map(({ attributes }) => attributes['weir.operation']));
    expect(catalogue.map(operationId).filter((operation) => !called.has(operation))).toEqual([]);
    // Every path is one that the vendor describes, with ids where it has them and nothing else.
    const templates = new Set(spans.map(({ attributes }) => String(attributes['url.template'])));
    expect([...templates].filter((template) => template.includes('{name}'))).toEqual([]);
    expect(templates).toContain('/wiki/api/v2/pages/{id}');
  });
});
