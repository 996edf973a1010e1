/** A calendar day inside expressions; its own class, so that the type checker tells it from a string. */
export class CelDate {
  readonly iso: string;
  constructor(iso: string) {
    this.iso = iso;
  }
}

const DAY = 86_400_000;

/** Whether the string is a real day, `YYYY-MM-DD`, years 1000 to 9999. */
export function isDay(value: string): boolean {
  if (!/^[1-9]\d{3}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && toIso(time) === value;
}

function toIso(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function timeOf(date: CelDate): number {
  return Date.parse(`${date.iso}T00:00:00Z`);
}

function dayOf(time: number): CelDate {
  const iso = Number.isNaN(time) || Math.abs(time) > 8.64e15 ? '' : toIso(time);
  if (!isDay(iso)) throw new RangeError('date out of range');
  return new CelDate(iso);
}

export function parseDay(value: string): CelDate {
  if (!isDay(value)) throw new RangeError('not a date');
  return new CelDate(value);
}

/** Days from a to b; negative when b is earlier. Calendar days have no daylight saving time. */
export function daysBetween(a: CelDate, b: CelDate): bigint {
  return BigInt(Math.round((timeOf(b) - timeOf(a)) / DAY));
}

export function addDays(date: CelDate, days: bigint): CelDate {
  return dayOf(timeOf(date) + Number(days) * DAY);
}

/** Keeps the day of the month where it exists, else the month's last day (§ 188 Abs. 3 BGB). */
export function addMonths(date: CelDate, months: bigint): CelDate {
  const [year, month, day] = date.iso.split('-').map(Number) as [number, number, number];
  const total = year * 12 + (month - 1) + Number(months);
  const [toYear, toMonth] = [Math.floor(total / 12), ((total % 12) + 12) % 12];
  const last = new Date(Date.UTC(toYear, toMonth + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(toYear, toMonth, Math.min(day, last)));
}

/** Full years from a to b, as an age is counted; born on 29 February: full on 1 March in other years. */
export function yearsBetween(a: CelDate, b: CelDate): bigint {
  const years = Number(b.iso.slice(0, 4)) - Number(a.iso.slice(0, 4));
  return BigInt(b.iso.slice(5) < a.iso.slice(5) ? years - 1 : years);
}

/** 3070 → "30,70 €" with a no-break space before the sign. */
export function eur(cents: bigint): string {
  const [sign, amount] = cents < 0n ? ['-', -cents] : ['', cents];
  const whole = (amount / 100n).toString().replace(/\B(?=(\d{3})+$)/g, '.');
  return `${sign}${whole},${(amount % 100n).toString().padStart(2, '0')}\u00a0€`;
}
