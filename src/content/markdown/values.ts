import { refuse } from './refuse.ts';

/** Colours of a status as storage format names them; ADF writes them in lower case and Grey as `neutral`. */
const statusColours = ['Grey', 'Red', 'Yellow', 'Green', 'Blue', 'Purple'] as const;

export interface Status {
  readonly title: string;
  readonly colour: (typeof statusColours)[number] | undefined;
}

/** Reads `Title|colour`. Raises `invalid_input` for an empty title or an unknown colour. */
export function parseStatus(label: string, line: number | undefined): Status {
  const bar = label.lastIndexOf('|');
  const title = (bar === -1 ? label : label.slice(0, bar)).trim();
  const written = bar === -1 ? '' : label.slice(bar + 1).trim();
  if (title === '') throw refuse(line, 'A status has no text.', 'Write :status[Done|green].');
  if (written === '') return { title, colour: undefined };
  const wanted = /^(?:gray|neutral)$/i.test(written) ? 'grey' : written.toLowerCase();
  const colour = statusColours.find((name) => name.toLowerCase() === wanted);
  if (colour === undefined)
    throw refuse(line, `"${written}" is no colour of a status.`, `Use one of ${statusColours.join(', ')}.`);
  return { title, colour };
}

/** A day as `YYYY-MM-DD`. Raises `invalid_input` for anything else. */
export function parseDay(label: string, line: number | undefined): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(label.trim()) ?? [];
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const valid = year !== '' && new Date(time).toISOString().startsWith(label.trim());
  if (!valid) throw refuse(line, `"${label.slice(0, 40)}" is no date.`, 'Write dates as 2026-01-31.');
  return label.trim();
}
