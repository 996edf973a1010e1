import { randomFillSync } from 'node:crypto';

/**
 * UUID version 7 (RFC 9562 § 5.7): 48 bits of Unix milliseconds, then random bits. Ids made in one process rise strictly,
 * also within a millisecond and when the system clock steps back (RFC 9562 § 6.2, method 1: a 12-bit counter in rand_a,
 * seeded in its lower half, borrowing a millisecond when it is full). The time of creation can be read from the id, so it
 * must never stand where that time is secret.
 */
export type Uuid = string;

const COUNTER_MAX = 0xfff;
const pool = Buffer.alloc(4096);
let used = pool.length;
let lastMs = -1;
let counter = 0;

/** A new id, lower case with hyphens. `at` is for tests; ids stay rising whatever it says. */
export function uuidv7(at: number = Date.now()): Uuid {
  if (used + 10 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + 10);
  used += 10;
  if (at > lastMs) {
    lastMs = at;
    counter = random.readUInt16BE(8) & 0x7ff;
  } else if (counter < COUNTER_MAX) {
    counter += 1;
  } else {
    lastMs += 1;
    counter = random.readUInt16BE(8) & 0x7ff;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const variant = (((random[0] ?? 0) & 0x3f) | 0x80).toString(16);
  const tail = random.toString('hex', 1, 8);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`;
}

/** Any RFC 9562 UUID in canonical lower-case form: what may stand in our URLs and columns. */
export function isUuid(value: unknown): value is Uuid {
  return typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value);
}

/** Milliseconds since 1970 at which a version 7 id was made; undefined for other ids. */
export function uuidTime(id: Uuid): number | undefined {
  if (!isUuid(id) || id[14] !== '7') return undefined;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
