const renderedFormats = new Set(['view', 'export_view', 'styled_view', 'anonymous_export_view', 'editor2']);
const formatArgument = /^(?:body-?format|bodyformat|representation|to|expand|include)$/i;
const expandedBody = /(?:^|[,.\s])body\.(?:view|export_view|styled_view|anonymous_export_view)\b/i;
const deepest = 8;

/**
 * Whether the arguments of a call ask for a body that Confluence has rendered. Its macros may show what lies in other
 * spaces, so that no limit can be kept on it (GOVERNANCE §3).
 */
export function asksForRenderedBody(args: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(args).some(([name, value]) => asksIn(name, value, 0));
}

function asksIn(name: string, value: unknown, depth: number): boolean {
  if (typeof value === 'string')
    return (
      formatArgument.test(name) &&
      (renderedFormats.has(value.trim().toLowerCase()) || expandedBody.test(value))
    );
  if (typeof value !== 'object' || value === null) return false;
  // Deeper than any call of Confluence goes: what cannot be read counts as asking.
  if (depth >= deepest) return true;
  if (Array.isArray(value)) return value.some((item) => asksIn(name, item, depth + 1));
  return Object.entries(value).some(([inner, one]) => asksIn(inner, one, depth + 1));
}
