/** A German licence plate (§ 9, § 10, § 11 FZV 2023). */
export interface Plate {
  /** Unterscheidungszeichen: 1–3 capital letters, umlauts allowed (§ 9 Abs. 1 S. 2 Nr. 1). */
  district: string;
  /** Letters of the Erkennungsnummer: 1–2 of A–Z, no umlauts (Anlage 1). */
  letters: string;
  /** Digits of the Erkennungsnummer: 1–4, no leading zero (Anlage 1). */
  digits: string;
  /** Kennbuchstabe: H historic vehicle (§ 10 Abs. 1), E electric vehicle (§ 11 Abs. 2). */
  suffix?: 'E' | 'H';
  /** Betriebszeitraum of a seasonal plate, months 1–12, first and last inclusive (§ 10 Abs. 3). */
  season?: { from: number; to: number };
}

export type PlateError =
  | 'plate.error.empty'
  | 'plate.error.format'
  | 'plate.error.letters_missing'
  | 'plate.error.leading_zero'
  | 'plate.error.too_long'
  | 'plate.error.season'
  | 'plate.error.ambiguous';

export type ParsedPlate =
  | { ok: true; value: Plate }
  /** `readings`: for plate.error.ambiguous, the ways to read the input, formatted. */
  | { ok: false; key: PlateError; readings?: string[] };

export interface ParseOptions {
  /** District codes to prefer where someone leaves the gaps out ("HALA1"); usually the city's own. */
  prefer?: readonly string[];
}

const maxCharacters = 8;
const separators = /[\s\-–—‐‑:.•·*_/]+/u;

/**
 * Reads a plate as people type it: any case, blanks, hyphens, dots or nothing between the parts, E or H, season
 * ("HAL-AB 123 04-10", "04/10", "(04–10)"). Official plates without letters, red, short-term and export plates are
 * refused: they have no place where a resident's plate is asked.
 */
export function parsePlate(text: string, options: ParseOptions = {}): ParsedPlate {
  const clean = text.normalize('NFKC').toUpperCase().replace(/[\u200b-\u200d\ufeff]/g, '').trim();
  if (clean === '') return { ok: false, key: 'plate.error.empty' };
  // No plate is near this long; the limit keeps hostile input away from the expressions below.
  if (clean.length > 48) return { ok: false, key: 'plate.error.format' };

  const seasonal = /^(.*?\d\s*[EH]?)[\s(]+(\d{1,2})\s*[-–—/|]\s*(\d{1,2})\s*\)?$/u.exec(clean);
  const season = seasonal ? readSeason(seasonal[2] ?? '', seasonal[3] ?? '') : undefined;
  if (season === null) return { ok: false, key: 'plate.error.season' };

  const parts = /^([\p{L}\s\-–—‐‑:.•·*_/]*?)[\s\-–—‐‑:.•·*_/]*(\d+)[\s-]*([A-Z]?)$/u.exec(seasonal?.[1] ?? clean);
  if (!parts) return { ok: false, key: 'plate.error.format' };
  const [, head = '', digits = '', tail = ''] = parts;
  if (tail !== '' && tail !== 'E' && tail !== 'H') return { ok: false, key: 'plate.error.format' };
  if (digits.startsWith('0')) return { ok: false, key: 'plate.error.leading_zero' };
  if (digits.length > 4) return { ok: false, key: 'plate.error.too_long' };

  const readings = splitHead(head, options.prefer ?? []);
  if (readings === 'letters_missing') return { ok: false, key: 'plate.error.letters_missing' };
  const plates = readings.map(([district, letters]): Plate => ({
    district,
    letters,
    digits,
    ...(tail === '' ? {} : { suffix: tail as 'E' | 'H' }),
    ...(season ? { season } : {}),
  }));
  const [first] = plates;
  if (!first) return { ok: false, key: 'plate.error.format' };
  if (plates.length > 1) return { ok: false, key: 'plate.error.ambiguous', readings: plates.map(formatPlate) };
  if (length(first) > maxCharacters) return { ok: false, key: 'plate.error.too_long' };
  return { ok: true, value: first };
}

function splitHead(head: string, prefer: readonly string[]): [string, string][] | 'letters_missing' {
  const groups = head.split(separators).filter((group) => group !== '');
  if (groups.length > 2) return [];
  if (groups.length === 2) return isSplit(groups[0] ?? '', groups[1] ?? '') ? [[groups[0] ?? '', groups[1] ?? '']] : [];
  const run = groups[0] ?? '';
  const all = [1, 2, 3]
    .map((cut): [string, string] => [run.slice(0, cut), run.slice(cut)])
    .filter(([district, letters]) => isSplit(district, letters));
  if (all.length === 0) return run.length > 0 && run.length <= 3 ? 'letters_missing' : [];
  const preferred = all.filter(([district]) => prefer.includes(district));
  return preferred.length === 1 ? preferred : all;
}

function isSplit(district: string, letters: string): boolean {
  return /^[A-ZÄÖÜ]{1,3}$/u.test(district) && /^[A-Z]{1,2}$/.test(letters);
}

function readSeason(from: string, to: string): { from: number; to: number } | null {
  const season = { from: Number(from), to: Number(to) };
  const isMonth = (month: number) => month >= 1 && month <= 12;
  if (!isMonth(season.from) || !isMonth(season.to)) return null;
  const months = ((season.to - season.from + 12) % 12) + 1;
  return months >= 2 && months <= 11 ? season : null;
}

function length(plate: Plate): number {
  return plate.district.length + plate.letters.length + plate.digits.length + (plate.suffix ? 1 : 0);
}

/** The usual spelling: "HAL-AB 123", "HAL-AB 12E", "HAL-AB 123 04/10". parsePlate reads it back. */
export function formatPlate(plate: Plate): string {
  const month = (value: number) => String(value).padStart(2, '0');
  const season = plate.season ? ` ${month(plate.season.from)}/${month(plate.season.to)}` : '';
  return `${plate.district}-${plate.letters} ${plate.digits}${plate.suffix ?? ''}${season}`;
}

/**
 * Key of the vehicle behind the plate: district, letters, digits. E, H and season are additions behind the
 * Erkennungsnummer and do not make another number, and people leave them out. The parts stay apart, as HA-LA 1 is not
 * HAL-A 1.
 */
export function plateKey(plate: Plate): string {
  return `${plate.district}-${plate.letters}-${plate.digits}`;
}

/** 'same': all parts equal; 'variant': same number, but E, H or season left out or unlike; 'different'. */
export function matchPlates(a: Plate, b: Plate): 'same' | 'variant' | 'different' {
  if (plateKey(a) !== plateKey(b)) return 'different';
  return formatPlate(a) === formatPlate(b) ? 'same' : 'variant';
}

/**
 * The plate for strangers' eyes: district, first letter and last digit; everything else three dots each, always the
 * same number of them, so that not even the length shows ("HAL-A••• •••3"). Someone who stands at the car can tell that a
 * permit belongs to another car; someone with only the masked plate has about a 260th of a district's numbers left.
 */
export function maskPlate(plate: Plate): string {
  return `${plate.district}-${plate.letters.charAt(0)}••• •••${plate.digits.slice(-1)}`;
}

/** True when the seasonal plate may stand on a public road in that month (1–12); always true without a season. */
export function inSeason(plate: Plate, month: number): boolean {
  if (!plate.season) return true;
  const { from, to } = plate.season;
  return from <= to ? month >= from && month <= to : month >= from || month <= to;
}
