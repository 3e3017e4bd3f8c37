// Modules of the bundle that are read from the disk when one of their functions is first called.
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rolldown';

const root = new URL('../', import.meta.url);
const facade = '\0on-use:';

/**
 * Puts each of these modules, paths from the root of the checkout, into files of its own, and in its place functions of
 * the same names that load it at their first call. Raises an error for a module that exports anything but functions:
 * those are all that can wait.
 */
export function loadedOnUse(modules: readonly string[]): Plugin {
  const paths = new Map(modules.map((path) => [fileURLToPath(new URL(path, root)), path]));
  return {
    name: 'loaded-on-use',
    buildStart() {
      for (const [id, path] of paths) this.emitFile({ type: 'chunk', id, fileName: fileOf(path) });
    },
    async resolveId(source, importer, options) {
      if (importer === undefined) return undefined;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      return resolved && paths.has(resolved.id) ? `${facade}${resolved.id}` : undefined;
    },
    async load(id) {
      const path = id.startsWith(facade) ? paths.get(id.slice(facade.length)) : undefined;
      return path === undefined ? undefined : facadeOf(path);
    },
  };
}

async function facadeOf(path: string): Promise<string> {
  const exported = Object.entries((await import(new URL(path, root).href)) as Record<string, unknown>);
  const others = exported.filter(([, value]) => typeof value !== 'function').map(([name]) => name);
  if (others.length > 0) throw new Error(`${path} cannot wait: it exports ${others.join(', ')}`);
  return `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
let loaded;
const load = () => (loaded ??= require('./${fileOf(path)}'));
${exported.map(([name]) => `export const ${name} = (...args) => load().${name}(...args);`).join('\n')}`;
}

/** `content.js` of `src/content/index.ts`. */
function fileOf(path: string): string {
  const words = path.replace(/^src\//, '').replace(/(\/index)?\.ts$/, '');
  return `${words.replaceAll('/', '-')}.js`;
}
