import { bareForm, normalise, searchForm } from '../din91379/index.ts';

/** One word of a name in the forms it is compared by. */
export interface Word {
  /** DIN 91379 search form (Müller → MUELLER). */
  full: string;
  /** Without grown letters (Müller → MULLER). */
  bare: string;
}

/** Nobiliary particles, articles and prefixes that registers, passports and people write, drop and glue differently. */
const particles = new Set(
  (
    'VON VOM V VD VAN DER DEN DEM DES DE DU DA DI DEL DELA DELLA DELLE DELLO DEGLI DEI DAL DALLA DO DOS DAS D ZU ZUM ZUR AUF AUS ' +
    'AM AN IM IN UND Y E TER TEN TE T OP LA LE LES LO LOS AL EL ABU BIN BINT IBN BEN BAT AF AV'
  ).split(' '),
);

/** Academic grades and forms of address; not part of the name (doctor's degrees stand apart in the register). */
const titles = new Set(
  'DR DRS DOKTOR PROF PROFESSOR MED DENT VET JUR PHIL ING RER NAT POL OEC HC HABIL DIPL MAG MSC BSC MA BA PHD HERR FRAU'.split(' '),
);
/** Titles that are also names or initials: stripped only behind another title ("Dr. med."). */
const onlyAfterTitle = new Set('MED DENT VET JUR PHIL ING RER NAT POL OEC HC HABIL MA BA'.split(' '));

/** What people and forms put where a name is missing. */
const placeholders = new Set('XXX FNU LNU OHNE KEINE KEINER UNBEKANNT NN'.split(' '));

/** Splits a name field into words; titles and placeholders are gone, particles still in. */
export function words(text: string | undefined): Word[] {
  const out: Word[] = [];
  let afterTitle = false;
  for (const part of normalise(text ?? '').split(/[\s\-.,+/]+/u)) {
    const word: Word = { full: searchForm(part), bare: bareForm(part) };
    if (word.full === '') continue;
    const isTitle: boolean = titles.has(word.full) && out.length === 0 && (afterTitle || !onlyAfterTitle.has(word.full));
    afterTitle = isTitle;
    if (!isTitle && !placeholders.has(word.full)) out.push(word);
  }
  return out;
}

export function isParticle(word: Word): boolean {
  return particles.has(word.full);
}

/** Short particles as people abbreviate them: "v. d. Heide", "v.d.Heide". */
const abbreviations: Record<string, readonly string[]> = {
  V: ['VON', 'VAN', 'VOM'],
  VD: ['VONDER', 'VANDER', 'VONDEN', 'VANDEN'],
  D: ['DER', 'DEN', 'DE'],
};

/** True when one run of particles can be the short writing of the other ("V D" / "VON DER"). */
export function particlesCompatible(a: readonly Word[], b: readonly Word[]): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  if (shorter.length === 0) return true;
  const joined = (list: readonly Word[]) => list.map((w) => w.full).join('');
  if (joined(a) === joined(b)) return true;
  if (abbreviations[joined(shorter)]?.includes(joined(longer))) return true;
  if (shorter.length === longer.length) return shorter.every((w, i) => wordFits(w.full, longer[i]?.full ?? ''));
  // "von Heide" for "von der Heide": a part left out, in order.
  let from = 0;
  return shorter.every((w) => {
    const at = longer.findIndex((other, i) => i >= from && wordFits(w.full, other.full));
    from = at + 1;
    return at >= 0;
  });
}

function wordFits(a: string, b: string): boolean {
  return a === b || (abbreviations[a]?.includes(b) ?? false) || (abbreviations[b]?.includes(a) ?? false);
}

/** Damerau–Levenshtein distance of at most one: one letter wrong, missing, added, or two neighbours swapped. */
export function oneSlip(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let i = 0;
  while (i < short.length && short[i] === long[i]) i++;
  if (short.length < long.length) return short.slice(i) === long.slice(i + 1);
  const rest = short.slice(i + 1) === long.slice(i + 1);
  const swap = short[i] === long[i + 1] && short[i + 1] === long[i] && short.slice(i + 2) === long.slice(i + 2);
  return rest || swap;
}
