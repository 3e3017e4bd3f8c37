import { configDefaults, defineConfig } from 'vitest/config';

const databaseTests = '**/*.database.test.ts';

export default defineConfig({
  test: {
    reporters: ['default', './test/support/summary-reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['./test/support/property-seed.ts'],
          include: ['src/**/*.test.ts', 'sandbox/**/*.test.ts'],
          exclude: [...configDefaults.exclude, databaseTests],
          // Nothing here leaves anything behind, and loading every module anew for each file takes most of the time.
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'system',
          setupFiles: ['./test/support/property-seed.ts', './test/support/scan-what-is-left.ts'],
          include: ['test/**/*.test.ts', databaseTests],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
