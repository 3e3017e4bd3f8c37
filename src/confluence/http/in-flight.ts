/** How many requests may be under way at once. */
export interface InFlightLimits {
  readonly perSite: number;
  readonly perPerson: number;
}

export const defaultInFlight: InFlightLimits = { perSite: 32, perPerson: 8 };

type Release = () => void;

/** Places for requests under way, shared between people by turns. */
export interface InFlight {
  /**
   * Takes a place; the function it gives returns it, once. Resolves at once where there is room; otherwise people with
   * waiting requests are served by turns, so one person's hundred do not delay another's first.
   */
  enter(site: string, person: string, signal: AbortSignal): Release | Promise<Release>;
}

interface Waiter {
  readonly grant: (release: Release) => void;
}

interface Site {
  running: number;
  readonly runningBy: Map<string, number>;
  /** People with waiting requests; the order of the map is the order of the turns. */
  readonly waiting: Map<string, Waiter[]>;
}

export function createInFlight(limits: InFlightLimits): InFlight {
  const sites = new Map<string, Site>();

  function hasRoom(site: Site, person: string): boolean {
    return site.running < limits.perSite && (site.runningBy.get(person) ?? 0) < limits.perPerson;
  }

  function take(name: string, site: Site, person: string): Release {
    site.running += 1;
    site.runningBy.set(person, (site.runningBy.get(person) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      site.running -= 1;
      const left = (site.runningBy.get(person) ?? 1) - 1;
      if (left > 0) site.runningBy.set(person, left);
      else site.runningBy.delete(person);
      serveWaiting(name, site);
      if (site.running === 0 && site.waiting.size === 0) sites.delete(name);
    };
  }

  function serveWaiting(name: string, site: Site): void {
    for (const [person, queue] of site.waiting) {
      if (site.running >= limits.perSite) return;
      if (!hasRoom(site, person)) continue;
      const waiter = queue.shift();
      site.waiting.delete(person);
      if (queue.length > 0) site.waiting.set(person, queue);
      waiter?.grant(take(name, site, person));
    }
  }

  return {
    enter(name, person, signal) {
      let site = sites.get(name);
      if (site === undefined) {
        site = { running: 0, runningBy: new Map(), waiting: new Map() };
        sites.set(name, site);
      }
      if (!site.waiting.has(person) && hasRoom(site, person)) return take(name, site, person);
      return queueUp(site, person, signal);
    },
  };
}

function queueUp(site: Site, person: string, signal: AbortSignal): Promise<Release> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const waiter: Waiter = {
      grant: (release) => {
        signal.removeEventListener('abort', leave);
        resolve(release);
      },
    };
    const queue = site.waiting.get(person) ?? [];
    queue.push(waiter);
    site.waiting.set(person, queue);
    function leave(): void {
      queue.splice(queue.indexOf(waiter), 1);
      if (queue.length === 0) site.waiting.delete(person);
      reject(signal.reason);
    }
    signal.addEventListener('abort', leave, { once: true });
  });
}
