// npm run build, and npm's "prepare": one ESM bundle that starts fast. What is loaded only where it is used, and finds parts
// of itself by their names, stays outside: pg and oidc-provider.
import { rm } from 'node:fs/promises';
import { rolldown, type Plugin } from 'rolldown';

/**
 * An ESM import of node:http reads every export of it, and with `WebSocket` Node loads a second HTTP client that nobody
 * here uses: a fifth of the time to start. Its exports are taken one by one instead.
 */
const httpWithoutWebSocket: Plugin = {
  name: 'http-without-web-socket',
  resolveId(source, importer) {
    return (source === 'node:http' || source === 'http') && importer !== undefined ? httpModule : undefined;
  },
  load(id) {
    if (id !== httpModule) return undefined;
    const names = [
      'Agent',
      'ClientRequest',
      'IncomingMessage',
      'METHODS',
      'OutgoingMessage',
      'STATUS_CODES',
      'Server',
      'ServerResponse',
      'createServer',
      'get',
      'globalAgent',
      'maxHeaderSize',
      'request',
      'validateHeaderName',
      'validateHeaderValue',
    ];
    return `const http = process.getBuiltinModule('node:http');
export default http;
export const { ${names.join(', ')} } = http;`;
  },
};
const httpModule = '\0node-http';

await rm('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: { weir: 'src/cli/main.ts' },
  platform: 'node',
  external: ['pg', 'oidc-provider'],
  plugins: [httpWithoutWebSocket],
});
await bundle.write({
  dir: 'dist',
  format: 'esm',
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  sourcemap: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();
