// npm run build, and npm's "prepare": one ESM bundle that starts fast. What is loaded only
// where it is used, and finds parts of itself by their names, stays outside: pg and oidc-provider.
import { rm } from 'node:fs/promises';
import { rolldown } from 'rolldown';

await rm('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: { weir: 'src/cli/main.ts' },
  platform: 'node',
  external: ['pg', 'oidc-provider'],
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
