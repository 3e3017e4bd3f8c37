// The layers of the house: an import may only go down. docs/architecture.md draws them.
const layers = [
  ['cli'],
  ['app'],
  ['http', 'mcp', 'admin-api', 'pages'],
  ['gateway', 'auth', 'governance'],
  ['operations', 'policy', 'audit', 'vault', 'store', 'confluence'],
  ['content'],
  ['telemetry', 'config', 'kernel'],
];
const src = (names) => `^src/(${names.join('|')})/`;

const upward = layers.slice(1).map((layer, index) => ({
  name: `no-upward-import-from-${layer.join('-')}`,
  severity: 'error',
  from: { path: src(layer) },
  to: { path: src(layers.slice(0, index + 1).flat()) },
}));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'operations-see-ports-only',
      comment:
        'Operations know the ports of confluence/ and which scopes its operations want, never HTTP, the store or sign-in.',
      severity: 'error',
      from: { path: '^src/operations/' },
      to: {
        path: '^src/(confluence/(?!ports\\.ts|cloud-grant\\.ts|cloud-v1/content-operations\\.ts)|store/|audit/|vault/|policy/)',
      },
    },
    {
      name: 'pure-layers-do-no-io',
      severity: 'error',
      from: { path: '^src/(content|policy|kernel)/' },
      to: {
        path: '^(node:)?(fs|http|https|net|child_process|dns|tls|sqlite|worker_threads)|^node_modules/(undici|pg|kysely|hono)',
      },
    },
    {
      name: 'policy-content-kernel-stand-alone',
      severity: 'error',
      from: { path: '^src/content/' },
      to: { path: '^src/(?!content/|kernel/)' },
    },
    {
      name: 'sandbox-is-an-independent-oracle',
      comment: 'The sandbox shares no code with what it judges.',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^src/(?!kernel/)' },
    },
    {
      name: 'only-composition-imports-the-sandbox',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/|app/compose)' },
      to: { path: '^sandbox/' },
    },
    {
      name: 'undici-only-in-the-http-client',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(confluence|auth|audit)/' },
      to: { path: 'node_modules/undici' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    // Tests may look anywhere; the rules are for what ships.
    exclude: { path: '\\.test\\.ts$|^src/[^/]+/testing/' },
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
