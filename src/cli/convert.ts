import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { census, edit, fromMarkdown, view, type Body, type Edit } from '../content/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { command } from './command.ts';

const formats = ['storage', 'adf', 'markdown'] as const;
const results = ['markdown', 'storage', 'adf', 'outline', 'census'] as const;

export const convert = command({
  meta: {
    name: 'convert',
    description: 'Storage format, ADF and Markdown: show a body, make a new one, or patch one with edits',
  },
  args: {
    from: {
      type: 'enum',
      options: [...formats],
      description: 'What comes in; told by --in with .json or .md, else storage',
    },
    to: {
      type: 'enum',
      options: [...results],
      description: 'What goes out; markdown unless --edit is given',
    },
    in: { type: 'string', description: 'File to read instead of standard input', valueHint: 'FILE' },
    edit: {
      type: 'string',
      description: 'JSON file with a list of edits; the patched body goes out in its own format',
      valueHint: 'FILE',
    },
    ids: { type: 'enum', options: ['needed', 'all'], description: 'Handles where needed, or on every block' },
  },
  async run({ args }) {
    const text = await readInput(args.in);
    const from = args.from ?? formatOf(args.in);
    const result =
      args.edit === undefined
        ? converted(text, from, args.to ?? 'markdown', args.ids ?? 'needed')
        : patched(text, from, await readEdits(args.edit), args.to);
    process.stdout.write(result.endsWith('\n') ? result : `${result}\n`);
  },
});

type From = (typeof formats)[number];
type To = (typeof results)[number];

function converted(text: string, from: From, to: To, ids: 'needed' | 'all'): string {
  const body = bodyOf(text, from, to);
  switch (to) {
    case 'markdown':
      return view(body, { ids }).text;
    case 'outline':
      return view(body, { ids, mode: 'outline' }).text;
    case 'census':
      return censusLines(body);
    case 'storage':
    case 'adf':
      // From one stored format to the other through new blocks: what they cannot make is an error, never dropped.
      return body.format === to ? body.value : newBody(view(body).text, to).value;
    default:
      return to satisfies never;
  }
}

function bodyOf(text: string, from: From, to: To): Body {
  switch (from) {
    case 'storage':
      return { format: 'storage', value: text };
    case 'adf':
      return { format: 'adf', value: text };
    case 'markdown':
      return newBody(text, to === 'adf' ? 'adf' : 'storage');
    default:
      return from satisfies never;
  }
}

function newBody(markdown: string, format: Body['format']): Body {
  const made = fromMarkdown(markdown, format, {});
  if (format === 'storage') return { format, value: made };
  return { format, value: JSON.stringify({ type: 'doc', version: 1, content: JSON.parse(made) as unknown }) };
}

function patched(text: string, from: From, edits: readonly Edit[], to: To | undefined): string {
  if (from === 'markdown') throw wrong('Edits patch a stored body: storage or adf, not markdown.');
  const { value } = edit({ format: from, value: text }, edits);
  return to === undefined ? value : converted(value, from, to, 'needed');
}

function censusLines(body: Body): string {
  const lines: string[] = [];
  for (const [kind, things] of census(body)) {
    for (const [key, count] of things) lines.push(`${kind}\t${count}\t${key}`);
  }
  return lines.toSorted().join('\n');
}

async function readInput(file: string | undefined): Promise<string> {
  if (file !== undefined) return readNamed(file);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

async function readNamed(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('invalid_input', `The file ${file} cannot be read.`, { cause });
  });
}

const editList = z.array(z.record(z.string(), z.unknown())).min(1);

/** The engine judges each edit; here only that the file is a list of them. */
async function readEdits(file: string): Promise<readonly Edit[]> {
  const text = await readNamed(file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid_input', `The file ${file} is no JSON.`, { cause });
  }
  const parsed = editList.safeParse(json);
  if (parsed.success) return parsed.data as unknown as readonly Edit[];
  throw wrong(`The file ${file} holds no list of edits, such as [{"replace": {"old": "…", "new": "…"}}].`);
}

function formatOf(file: string | undefined): From {
  if (file?.endsWith('.json')) return 'adf';
  return file?.endsWith('.md') ? 'markdown' : 'storage';
}

function wrong(message: string): AppError {
  return new AppError('invalid_input', message);
}
