import { createCloudConfluence } from '../../src/confluence/cloud/confluence.ts';
import { createTransport } from '../../src/confluence/http/transport.ts';
import { catalogue } from '../../src/operations/catalogue.ts';
import {
  operationId,
  type OperationContext,
  type Rendered,
  type Target,
} from '../../src/operations/operation.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox/index.ts';
import { addAttachment } from '../../sandbox/model/attachments.ts';
import { addComment } from '../../sandbox/model/comments.ts';
import { createContent } from '../../sandbox/model/create-content.ts';
import type { Content } from '../../sandbox/model/entities.ts';
import { addLabel } from '../../sandbox/model/labels.ts';
import { createPerson } from '../../sandbox/model/people.ts';
import { createSpace } from '../../sandbox/model/spaces.ts';
import { updateContent } from '../../sandbox/model/update-content.ts';

export interface Ran {
  readonly output: unknown;
  readonly brief: unknown;
  readonly rendered: Rendered;
  /** What the model reads, unfenced. */
  readonly text: string;
  readonly targets: readonly Target[];
  readonly resultTargets: readonly Target[];
}

/** The operations over a sandbox with a small space `DEV`, through the real client, as Ana; `more` is what their context has beyond the site. */
export interface OperationsSite {
  readonly sandbox: RunningSandbox;
  readonly spaceId: string;
  readonly homepageId: string;
  /** `Runbook`, version 2, with children, labels, comments and a file. */
  readonly guide: Content;
  readonly child: Content;
  readonly grandchild: Content;
  readonly attachmentId: string;
  /** Runs an operation as the gateway would: parse, run, check against the output schema, render. */
  run(id: string, args: Record<string, unknown>): Promise<Ran>;
  preview(id: string, args: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

const ana = 'account-ana';

export async function startOperationsSite(
  more: Pick<OperationContext, 'allowMacro' | 'allowLink' | 'bodies'> = {},
): Promise<OperationsSite> {
  const sandbox = await startSandbox({ sample: false });
  const { site } = sandbox;
  const person = createPerson(site, {
    accountId: ana,
    displayName: 'Ana Silva',
    email: 'ana@example.test',
    siteAdmin: true,
  });
  const at = Date.UTC(2026, 2, 1);
  const space = createSpace(site, {
    key: 'DEV',
    name: 'Development',
    author: ana,
    at,
    description: 'How we build.',
  });
  const page = (title: string, parentId: string | null, storage: string): Content =>
    createContent(site, { kind: 'page', spaceId: space.id, title, author: ana, at, parentId, storage });
  const homepageId = space.homepageId ?? '';
  const guide = page('Runbook', homepageId, '<p>First steps.</p>');
  updateContent(site, guide, {
    author: ana,
    storage: '<p>First steps.</p><p>Then deploy.</p>',
    message: 'how to deploy',
    at: at + 60_000,
  });
  const child = page('Rolling back', guide.id, '<p>Stop, then undo.</p>');
  const grandchild = page('Undo\nscripts', child.id, '<p>undo.sh</p>');
  createContent(site, {
    kind: 'folder',
    spaceId: space.id,
    title: 'Notes',
    author: ana,
    at,
    parentId: guide.id,
  });
  addLabel(site, guide, 'runbook');
  addLabel(site, guide, 'ops');
  addComment(site, guide, { author: ana, storage: '<p>Worth a diagram.</p>', at });
  addComment(site, guide, {
    author: ana,
    storage: '<p>Which steps?</p>',
    at,
    selection: { text: 'First steps' },
  });
  const file = addAttachment(site, guide, 'topology.png', { author: ana, at, bytes: new Uint8Array(2048) });

  const transport = createTransport({ version: 'test', allowPrivate: ['127.0.0.0/8'] });
  const credentials = Buffer.from(`${person.email}:${person.apiToken}`).toString('base64');
  const confluence = createCloudConfluence({
    siteUrl: `${sandbox.siteUrl}/wiki`,
    apiBase: sandbox.siteUrl,
    authorization: () => Promise.resolve(`Basic ${credentials}`),
    transport,
    personKey: ana,
  });
  const context: OperationContext = {
    confluence,
    signal: new AbortController().signal,
    ...more,
    downloads: {
      issue: ({ attachmentId }) =>
        Promise.resolve({ url: `https://weir.test/d/${attachmentId}`, expiresAt: Date.UTC(2026, 2, 1, 12) }),
    },
  };
  const find = (id: string) => {
    const operation = catalogue.find((candidate) => operationId(candidate) === id);
    if (!operation) throw new Error(`no operation ${id}`);
    return operation;
  };

  return {
    sandbox,
    spaceId: space.id,
    homepageId,
    guide,
    child,
    grandchild,
    attachmentId: file.id,
    async run(id, args) {
      const operation = find(id);
      const input = operation.input.parse(args);
      const output = await operation.run(context, input);
      const brief = operation.brief(output);
      operation.output.parse(output);
      operation.output.parse(brief);
      const rendered = operation.render(output, input);
      return {
        output,
        brief,
        rendered,
        text: [rendered.summary, rendered.data, rendered.next]
          .filter(Boolean)
          .join('\n')
          .replaceAll(sandbox.siteUrl, 'https://site'),
        targets: operation.targets(input),
        resultTargets: operation.resultTargets(output),
      };
    },
    async preview(id, args) {
      const operation = find(id);
      return (await operation.preview?.(context, operation.input.parse(args))) ?? '';
    },
    async close() {
      await transport.close();
      await sandbox.close();
    },
  };
}
