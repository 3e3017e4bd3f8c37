import { stripVTControlCharacters } from 'node:util';
import { AppError } from '../kernel/app-error.ts';
import { version } from '../kernel/version.ts';
import { printLine, type Command } from './command.ts';

const description = 'A self-hosted MCP server that gives AI agents governed access to Confluence';

// Loaded one at a time, so that a command pays only for what it uses.
const commands: Readonly<Record<string, { readonly about: string; load(): Promise<Command> }>> = {
  start: {
    about: 'Run the gateway; without a configuration, a demo with a sandbox Confluence',
    load: () => import('./start.ts').then(({ start }) => start),
  },
  stdio: {
    about: 'Serve one person over standard input and output',
    load: () => import('./stdio.ts').then(({ stdio }) => stdio),
  },
  sandbox: {
    about: 'Run only the sandbox Confluence',
    load: () => import('./sandbox.ts').then(({ sandbox }) => sandbox),
  },
  tools: {
    about: 'List the catalogue with effects, scopes and tokens',
    load: () => import('./tools.ts').then(({ tools }) => tools),
  },
  doctor: {
    about: 'Check the installation: configuration, database, site, credentials, clock',
    load: () => import('./doctor.ts').then(({ doctor }) => doctor),
  },
  convert: {
    about: 'Show, make or patch a body: storage format, ADF, Markdown',
    load: () => import('./convert.ts').then(({ convert }) => convert),
  },
  'sign-in-link': {
    about: 'Make a link that signs somebody in once',
    load: () => import('./sign-in-link.ts').then(({ signInLink }) => signInLink),
  },
  audit: {
    about: 'Verify the record, or export it',
    load: () => import('./audit.ts').then(({ audit }) => audit),
  },
  export: {
    about: 'Write the governance of a workspace as YAML',
    load: () => import('./export.ts').then(({ exportGovernance }) => exportGovernance),
  },
  apply: {
    about: 'Make the governance of a workspace what a file says; --check shows drift',
    load: () => import('./apply.ts').then(({ apply }) => apply),
  },
  keys: {
    about: 'Rotate the keys under which secrets are sealed',
    load: () => import('./keys.ts').then(({ keys }) => keys),
  },
  backup: {
    about: 'Write a copy of the database into one file, while Weir runs',
    load: () => import('./backup.ts').then(({ backup }) => backup),
  },
  restore: {
    about: 'Put a backup into an empty database, and verify it',
    load: () => import('./restore.ts').then(({ restore }) => restore),
  },
  migrate: {
    about: 'Bring the database to the schema of this version; --check only looks',
    load: () => import('./migrate.ts').then(({ migrate }) => migrate),
  },
};

async function main(words: readonly string[]): Promise<void> {
  const [name, ...rest] = words;
  if (name === '--version') return printLine(version);
  if (name === 'help' && rest.length === 0) return printLine(overview());
  const found = name === undefined ? undefined : commands[name];
  if (!found) {
    if (name === undefined || name === '--help' || name === '-h') return printLine(overview());
    throw new AppError('invalid_input', `There is no command "${name}".`, {
      nextStep: `Use one of: ${Object.keys(commands).join(', ')}.`,
    });
  }
  const command = await found.load();
  if (rest.includes('--help') || rest.includes('-h')) return printLine(plain(await command.usage()));
  await command.run(rest);
}

function overview(): string {
  const longest = Math.max(...Object.keys(commands).map(({ length }) => length));
  const lines = Object.entries(commands).map(
    ([name, { about }]) => `  weir ${name.padEnd(longest)}  ${about}`,
  );
  return [`Weir ${version}: ${description}`, '', ...lines, '', 'Each takes --help.'].join('\n');
}

/** Colours are for terminals. */
function plain(text: string): string {
  return process.stdout.isTTY ? text : stripVTControlCharacters(text);
}

// Whoever reads may stop early, as `weir tools | head` does: what is left is for nobody, and no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(
    `weir: Standard output could not be written to its end (${error.code ?? 'no code'}).\n`,
  );
  process.exit(1);
});

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  process.stderr.write(`weir: ${messageOf(thrown)}\n`);
  const isMisused = (thrown instanceof AppError && thrown.code === 'invalid_input') || isUsageFault(thrown);
  process.exitCode = isMisused ? 2 : 1;
}

/** One line for what people can mend; the whole stack for what only we can. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof AppError) return [thrown.message, thrown.fields.nextStep].filter(Boolean).join(' ');
  if (isUsageFault(thrown)) {
    const what = stripVTControlCharacters(thrown.message).replace(/\.*$/, '.');
    return `${what} Run the command with --help to see what it takes.`;
  }
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** Of the library that reads the options. */
function isUsageFault(thrown: unknown): thrown is Error {
  return thrown instanceof Error && thrown.name === 'CLIError';
}
