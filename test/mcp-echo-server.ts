import { createHttpApp } from '../src/http/app.ts';
import { bearerGate } from '../src/http/gate.ts';
import { listen } from '../src/http/listen.ts';
import { AppError } from '../src/kernel/app-error.ts';
import { systemClock } from '../src/kernel/clock.ts';
import type { FeatureContext, ToolFeature } from '../src/mcp/features.ts';
import { createMcpHttpHandler } from '../src/mcp/http-handler.ts';
import { createProtocol, type Protocol } from '../src/mcp/protocol.ts';
import { startPage } from '../src/pages/start-page.ts';
import { createLog } from '../src/telemetry/log.ts';

export const echoKey = 'weir_test_key_1';

const tool = (name: string) => ({
  name,
  description: `Test ${name}`,
  inputSchema: { type: 'object' as const },
});
const tools = ['echo', 'who', 'slow', 'refuse', 'crash'].map(tool);

const say = (text: string) => ({ content: [{ type: 'text' as const, text }] });

/** Tools that show what reaches a feature and what becomes of its failures. */
const echoTools: ToolFeature = {
  list: () => tools,
  async call(context, name, args) {
    switch (name) {
      case 'echo':
        return say(JSON.stringify(args));
      case 'who':
        return say(JSON.stringify({ ...context.caller, query: context.query.toString() }));
      case 'slow':
        return say(await waited(context));
      case 'refuse':
        throw new AppError('conflict', 'The page has version 4.', {
          nextStep: 'Read it again.',
          detail: 'row lock of 10.0.0.5',
        });
      case 'crash':
        throw new Error('connect ECONNREFUSED 10.0.0.5:5432 user=admin');
      default:
        return { ...say(`Access denied: tool ${name} is not in your current tool list.`), isError: true };
    }
  },
};

async function waited({ signal }: FeatureContext): Promise<string> {
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, 400);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
  return 'waited';
}

export function echoProtocol(log = createLog({ level: 'silent' })): Protocol {
  return createProtocol({ tools: echoTools }, { name: 'echo', title: 'Echo', version: '1.0.0' }, log);
}

/** The product's HTTP and protocol code over the echo tools. `lines` collects the log, as written. */
export async function startEchoServer() {
  const lines: string[] = [];
  const log = createLog({
    level: 'debug',
    destination: {
      write: (line: string) => {
        lines.push(line);
      },
    },
  });
  const mcp = createMcpHttpHandler(echoProtocol(log), log);
  const principal = { workspaceId: 'ws_1', userId: 'user_1', userName: 'Ada', agentId: 'agent_1' };
  const app = createHttpApp({
    gate: bearerGate((key) => {
      if (key === 'weir_broken') throw new Error('database gone at 10.0.0.5');
      return key === echoKey ? { ...principal, workspaceSlug: 'demo' } : undefined;
    }, log),
    mcp,
    hostnames: ['weir.example.com'],
    ready: async () => true,
    startPage: () =>
      startPage({
        mcpUrl: 'http://127.0.0.1:7400/mcp',
        version: '1.0.0',
        tools: tools.map(({ name, description }) => ({ name, title: description })),
        sandboxUrl: 'http://127.0.0.1:7401/wiki',
      }),
    download: async (ticket) => {
      if (ticket !== 'good') throw new AppError('not_found', 'This download address has expired.');
      return { mediaType: 'image/svg+xml', bytes: new Blob(['<svg/>']).stream() };
    },
    log,
    clock: systemClock,
  });
  const listener = await listen(app, { host: '127.0.0.1', port: 0 });
  return {
    url: listener.url,
    lines,
    close: (graceMs = 0) => listener.close(() => mcp.close(graceMs)),
  };
}
