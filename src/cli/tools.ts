import { catalogue } from '../operations/catalogue.ts';
import { operationId, type Operation } from '../operations/operation.ts';
import { requiredScopes } from '../operations/scopes/required-scopes.ts';
import { createSurfaces } from '../mcp/gateway-tools.ts';
import { command, printLine } from './command.ts';

/** English and JSON average about four characters a token; the test suite measures exactly. */
const charactersPerToken = 4;

export const tools = command({
  meta: {
    name: 'tools',
    description: 'List the catalogue: every tool with its effect, scopes and approximate tokens',
  },
  args: {
    surface: {
      type: 'enum',
      options: ['flat', 'grouped'],
      default: 'flat',
      description: 'How the operations are shown',
    },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  run({ args }) {
    const surface = createSurfaces()[args.surface === 'grouped' ? 'grouped' : 'flat'];
    const shown = surface.tools(catalogue, { connections: [] }).map((tool) => ({
      tool: tool.name,
      tokens: Math.round(JSON.stringify(tool).length / charactersPerToken),
    }));
    const operations = catalogue.map(describe);
    if (args.json)
      return printLine(JSON.stringify({ surface: args.surface, tools: shown, operations }, undefined, 2));
    const total = shown.reduce((sum, { tokens }) => sum + tokens, 0);
    printLine(`${shown.length} tools on the ${args.surface} surface, about ${total} tokens of definitions`);
    for (const { tool, tokens } of shown) printLine(`  ${tool.padEnd(36)} ~${tokens}`);
    printLine('');
    printLine('operation               effect  scopes on Cloud (granular; classic where the API accepts it)');
    for (const { operation, effect, scopes } of operations) {
      const classic = scopes.classic ? `; ${scopes.classic.join(' ')}` : '';
      printLine(`${operation.padEnd(22)}  ${effect.padEnd(6)}  ${scopes.granular.join(' ')}${classic}`);
    }
    printLine('');
    printLine(
      'Classic scopes alone open the older content API, which newer sites do not have: see docs/scopes.md.',
    );
  },
});

function describe(operation: Operation) {
  return {
    operation: operationId(operation),
    tool: operation.name,
    title: operation.title,
    effect: operation.effect,
    platforms: Object.keys(operation.platforms),
    apiOperations: operation.platforms,
    scopes: scopesOf(operation),
  };
}

/** The first of the vendor's alternatives; `classic` is null where v2, which accepts none, is used. */
function scopesOf(operation: Operation) {
  const { granular, classic } = requiredScopes(operation, 'cloud-v2');
  const older = requiredScopes(operation, 'cloud-v1').classic[0];
  const [dataCenter = []] = requiredScopes(operation, 'datacenter').any;
  return {
    granular: granular[0] ?? [],
    classic: classic[0] ?? null,
    olderContentApi: older ?? null,
    dataCenter,
  };
}
