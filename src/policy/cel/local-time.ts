/** Date and time of a zone, as its clocks show it. */
interface LocalTime {
  /** 0 to 23. */
  readonly hour: number;
  /** 1 is Monday, 7 is Sunday (ISO 8601). */
  readonly weekday: number;
  /** `yyyy-MM-dd`. */
  readonly date: string;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** All rules of one call ask at the same instant. */
  last: { readonly at: number; readonly local: LocalTime } | undefined;
}

const mostZones = 500;
const zones = new Map<string, Zone>();

/** Whether the runtime knows this IANA zone. */
export function isTimeZone(zone: string): boolean {
  try {
    return zoneOf(zone) !== undefined;
  } catch {
    return false;
  }
}

/** The clocks of an IANA zone at an instant. Raises a RangeError for a zone that does not exist. */
export function localTime(at: Date, zoneName: string): LocalTime {
  const zone = zoneOf(zoneName);
  if (zone.last?.at !== at.getTime()) zone.last = { at: at.getTime(), local: clocksOf(at, zone.format) };
  return zone.last.local;
}

function clocksOf(at: Date, format: Intl.DateTimeFormat): LocalTime {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  const date = `${of('year')}-${of('month')}-${of('day')}`;
  return { hour: Number(of('hour')), weekday: new Date(`${date}T00:00:00Z`).getUTCDay() || 7, date };
}

/** Making a format costs a hundred times what using it does. */
function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const made: Zone = { format, last: undefined };
  if (zones.size >= mostZones) zones.clear();
  zones.set(name, made);
  return made;
}
