/** What spreadsheets may take for a formula at the beginning of a cell (OWASP, CSV Injection), full-width forms included. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

/** One line of CSV (RFC 4180), with its end. Texts that would be a formula begin with an apostrophe instead. */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const harmless = formulaStart.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
