/** GitHub's alerts by the macro of the same colour (facts: formats §3). */
const macros: ReadonlyMap<string, string> = new Map([
  ['NOTE', 'info'],
  ['TIP', 'tip'],
  ['IMPORTANT', 'note'],
  ['WARNING', 'note'],
  ['CAUTION', 'warning'],
]);

const marker = /^\[!([A-Za-z]+)\](?:[ \t]+([^\n]*))?(?:\n|$)/;

export interface Alert {
  /** The macro that shows it. */
  readonly name: string;
  /** What stands behind the marker on its line; empty mostly. */
  readonly title: string;
  /** Characters of the marker's line. */
  readonly length: number;
}

/** Reads `[!NOTE]` at the start of a quote; undefined for any other text. */
export function readAlert(text: string): Alert | undefined {
  const match = marker.exec(text);
  const name = macros.get(match?.[1]?.toUpperCase() ?? '');
  if (match === null || name === undefined) return undefined;
  return { name, title: (match[2] ?? '').trim(), length: match[0].length };
}
