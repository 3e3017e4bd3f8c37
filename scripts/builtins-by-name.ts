// Node's own modules, without what importing them costs.
import { builtinModules } from 'node:module';
import type { Plugin } from 'rolldown';

const marks = { imported: '\0builtin:', required: '\0required-builtin:' };
// The bundler's own first lines need node:module before anything else is there.
const known = new Set(builtinModules.filter((name) => name !== 'module'));

/**
 * An import or a require of one of Node's own modules reads every export of it, and some of those load more modules when
 * they are read: a second HTTP client with `node:http`, a diff of texts and the colours of a terminal with `node:util`.
 * Together that is a quarter of the time to start. Here each export that is used is taken by its name.
 */
export function builtinsByName(): Plugin {
  return {
    name: 'builtins-by-name',
    resolveId(source, importer, { kind }) {
      const name = source.replace(/^node:/, '');
      if (importer === undefined || !known.has(name)) return undefined;
      return `${kind === 'require-call' ? marks.required : marks.imported}${name}`;
    },
    load(id) {
      if (id.startsWith(marks.required)) return `module.exports = ${taken(id.slice(marks.required.length))};`;
      if (!id.startsWith(marks.imported)) return undefined;
      const name = id.slice(marks.imported.length);
      const exported = Object.keys(process.getBuiltinModule(name) ?? {}).filter((key) => key !== 'default');
      return [
        `const builtin = /* @__PURE__ */ ${taken(name)};`,
        'const take = (name) => builtin[name];',
        'export default builtin;',
        ...exported.map((key) => `export const ${key} = /* @__PURE__ */ take('${key}');`),
      ].join('\n');
    },
  };
}

const taken = (name: string): string => `process.getBuiltinModule('node:${name}')`;
