// npm run build, and npm's "prepare": one ESM bundle that starts fast, in dist/ or in the folder that is named. What finds
// parts of itself by their names, and is loaded only where it is used, stays outside: pg and oidc-provider.
import { rm } from 'node:fs/promises';
import { rolldown, type Plugin } from 'rolldown';
import { builtinsByName } from './builtins-by-name.ts';
import { groupsOf } from './bundle-parts.ts';
import { inAscii } from './in-ascii.ts';
import { definitionHashes } from './definition-hashes.ts';
import { loadedOnUse } from './loaded-on-use.ts';

/** HTTP/2 is not served: what the adapter wants of it is to tell that a request is none of it. */
const withoutHttp2: Plugin = {
  name: 'without-http2',
  resolveId: (source, importer) =>
    source === 'node:http2' && importer?.includes('@hono/node-server') ? http2Module : undefined,
  load: (id) =>
    id === http2Module ? 'export class Http2ServerRequest {}\nexport const constants = {};' : undefined,
};
const http2Module = '\0node-http2';

/** All of zod as one object, with every language: for the admin API alone, whose library extends it. */
const wholeZod =
  /\/zod\/(index|v4\/(index|locales\/(?!en\.)[^/]+|classic\/(index|external|from-json-schema)|core\/(index|compile)))\.js$/;

/** What a server needs from its first line to the moment it listens. */
const server = ['src/cli/start.ts', 'src/app/configured.ts', 'src/governance/apply-configured.ts'];

const folder = process.argv[2] ?? 'dist';
await rm(folder, { recursive: true, force: true });
const bundle = await rolldown({
  input: { weir: 'src/cli/main.ts' },
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  external: ['pg', 'oidc-provider'],
  // Of what is loaded on use only its facade is imported, at run time or not.
  checks: { ineffectiveDynamicImport: false },
  plugins: [
    withoutHttp2,
    builtinsByName(),
    definitionHashes(),
    loadedOnUse([
      'src/app/web.ts',
      'src/content/index.ts',
      'src/http/oauth-mount.ts',
      'src/http/request-listener.ts',
      'src/mcp/approval-question.ts',
      'src/mcp/connect-question.ts',
      'src/mcp/protocol.ts',
      'src/pages/account-routes.ts',
      'src/pages/approve-routes.ts',
      'src/pages/clients-routes.ts',
      'src/pages/connect/routes.ts',
      'src/pages/sign-in-routes.ts',
      'src/policy/cel/condition.ts',
    ]),
  ],
});
await bundle.write({
  dir: folder,
  format: 'esm',
  codeSplitting: {
    groups: groupsOf([
      // Whatever runs: the entry itself waits for the command at its top level, so that nothing may need it.
      { name: 'common', neededBy: [['src/cli/main.ts']], without: /\/src\/cli\/main\.ts$/ },
      { name: 'gateway', neededBy: [['src/cli/stdio.ts'], server], without: wholeZod },
      { name: 'server', neededBy: [server], without: wholeZod },
    ]),
  },
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  sourcemap: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();
await inAscii(folder);
