import { createHttpApp } from '../../src/http/app.ts';
import { listen } from '../../src/http/listen.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Features } from '../../src/mcp/features.ts';
import { createMcpHttpHandler } from '../../src/mcp/http-handler.ts';
import { createProtocol } from '../../src/mcp/protocol.ts';
import { startPage } from '../../src/pages/start-page.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { contentTools } from './fixtures/content-tools.ts';
import { text } from './fixtures/fixture-tool.ts';
import { complete, prompts } from './fixtures/prompts.ts';
import { questionTools } from './fixtures/question-tools.ts';
import { resources } from './fixtures/resources.ts';
import { sessionTools } from './fixtures/session-tools.ts';
import { streamingTools, type Changes } from './fixtures/streaming-tools.ts';

const anonymous = {
  workspaceId: 'ws_fixture',
  workspaceSlug: 'fixture',
  userId: 'user_fixture',
  userName: 'Conformance suite',
  agentId: 'agent_fixture',
};

function fixtureFeatures(changes: Changes): Features {
  const tools = [...contentTools, ...streamingTools(changes), ...questionTools, ...sessionTools];
  const list = tools.map(({ name, inputSchema = { type: 'object' as const } }) => ({
    name,
    description: `Fixture ${name}`,
    inputSchema,
  }));
  return {
    tools: {
      list: () => list,
      call: async (context, name, args) => {
        const tool = tools.find((candidate) => candidate.name === name);
        if (!tool) return { ...text(`Unknown tool: ${name}`), isError: true };
        return tool.run(context, args as Readonly<Record<string, unknown>>);
      },
    },
    resources,
    prompts,
    complete,
    logging: true,
    listChanged: true,
  };
}

/** The product's own protocol and HTTP code with the fixtures that the conformance suite calls by name; no key needed. */
export async function startFixtureServer() {
  const log = createLog({ level: 'error' });
  const changes: Changes = {
    toolsChanged: () => mcp.notify.toolsChanged(),
    promptsChanged: () => mcp.notify.promptsChanged(),
  };
  const identity = { name: 'weir-fixture', title: 'Weir fixtures', version: '0.0.0' };
  const mcp = createMcpHttpHandler(createProtocol(fixtureFeatures(changes), identity, log), log);
  const app = createHttpApp({
    gate: async () => anonymous,
    mcp,
    hostnames: [],
    ready: async () => true,
    startPage: () => startPage({ mcpUrl: 'http://localhost/mcp', version: '0.0.0', tools: [] }),
    log,
    clock: systemClock,
  });
  const listener = await listen(app, { host: '127.0.0.1', port: 0 });
  return { mcpUrl: `${listener.url}/mcp`, close: () => listener.close(() => mcp.close(0)) };
}
