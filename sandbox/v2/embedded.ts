import type { RouteContext } from '../http/context.ts';
import { boolParam } from '../http/query.ts';

/** What single reads embed on `include-…=true`: at most 50 rows, and where the rest is (facts: confluence-api §2.1). */
export function embedded(
  c: RouteContext,
  parts: Readonly<Record<string, () => readonly unknown[]>>,
): Record<string, unknown> {
  const wanted = Object.entries(parts).filter(([name]) => boolParam(c, `include-${name}`));
  return Object.fromEntries(
    wanted.map(([name, rows]) => {
      const all = rows();
      return [
        camelCase(name),
        {
          results: all.slice(0, 50),
          meta: { hasMore: all.length > 50, cursor: '' },
          _links: { self: `${c.req.path}/${name}` },
        },
      ];
    }),
  );
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}
