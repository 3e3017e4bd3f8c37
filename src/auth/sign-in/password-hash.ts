import { scrypt, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../kernel/app-error.ts';
import type { Random } from '../../kernel/random.ts';

interface Cost {
  /** `N` is 2 to the power of this. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and about 0.2 s: OWASP's password storage cheat sheet gives N=2^15, r=8, p=3 as one of its equivalents. */
const currentCost: Cost = { logN: 15, r: 8, p: 3 };
const keyLength = 32;
/** Hashes at the same time, and how many more may wait: each takes memory and a thread that others want too. */
const atOnce = 2;
const mostWaiting = 30;

export interface PasswordHashes {
  /** `scrypt$1$logN.r.p$salt$key`, the last two base64url. */
  hash(password: string): Promise<string>;
  /** Takes the same time where nothing is stored, so that nobody learns who has a password. */
  verify(
    password: string,
    stored: string | undefined,
  ): Promise<{
    readonly isRight: boolean;
    /** It was made at a lower cost than today's. */
    readonly isOutdated: boolean;
  }>;
}

/** Both raise `rate_limited` while too many wait. `cost` is for tests. */
export function createPasswordHashes(random: Random, cost: Cost = currentCost): PasswordHashes {
  const inTurn = takeTurns();
  const nobody: ParsedHash = { cost, salt: random.bytes(16), key: random.bytes(keyLength) };
  return {
    async hash(password) {
      const salt = random.bytes(16);
      const key = await inTurn(() => derive(password, salt, cost));
      return `scrypt$1$${cost.logN}.${cost.r}.${cost.p}$${base64url(salt)}$${base64url(key)}`;
    },
    async verify(password, stored) {
      const found = stored === undefined ? undefined : parseHash(stored);
      const { cost: asStored, salt, key } = found ?? nobody;
      const derived = await inTurn(() => derive(password, salt, asStored));
      return {
        isRight: timingSafeEqual(derived, key) && found !== undefined,
        isOutdated: asStored.logN * 1e6 + asStored.r * asStored.p < cost.logN * 1e6 + cost.r * cost.p,
      };
    },
  };
}

interface ParsedHash {
  readonly cost: Cost;
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
}

function parseHash(text: string): ParsedHash {
  const match = /^scrypt\$1\$(\d{1,2})\.(\d{1,2})\.(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/.exec(text);
  if (!match) {
    throw new AppError('internal', 'A row of the database does not hold what Weir wrote there.', {
      nextStep: 'An administrator finds the column in the log; restoring a backup repairs it.',
      detail: 'account_passwords.hash',
    });
  }
  const [, logN, r, p, salt = '', key = ''] = match;
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
}

/** The same characters entered on another keyboard give the same password (NIST SP 800-63B §3.1.1.2). */
function derive(password: string, salt: Uint8Array, { logN, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** logN;
  const options = { N, r, p, maxmem: 2 * 128 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyLength, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function takeTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) {
        throw new AppError('rate_limited', 'Too many people are signing in with a password at the moment.', {
          nextStep: 'Try again in some seconds.',
          retryAfterMs: 5_000,
        });
      }
      // Whoever ends hands over its place.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
