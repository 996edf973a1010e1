import type { NameReason, PartMatch } from './match.ts';
import { isParticle, oneSlip, particlesCompatible } from './tokens.ts';
import type { Word } from './tokens.ts';

/** Compares two family names, already split into words. */
export function matchFamily(a: readonly Word[], b: readonly Word[]): PartMatch {
  if (a.length === 0 && b.length === 0) return { verdict: 'same', reasons: [] };
  if (a.length === 0 || b.length === 0) return { verdict: 'different', reasons: ['personname.family_differs'] };
  // Glued or apart: "El Sayed", "El-Sayed", "ElSayed"; "von der Heide", "vonderHeide".
  if (joined(a, 'full') === joined(b, 'full')) return { verdict: 'same', reasons: [] };

  const [coreA, coreB] = [core(a), core(b)];
  const reasons: NameReason[] = [];
  const sameParticles = joined(coreA.particles, 'full') === joined(coreB.particles, 'full');
  const compatible = particlesCompatible(coreA.particles, coreB.particles);
  if (!sameParticles) reasons.push(compatible ? 'personname.particle' : 'personname.particle_differs');

  const names = matchCores(coreA.names, coreB.names);
  if (!compatible && names.verdict !== 'different') return { verdict: 'doubt', reasons: [...reasons, ...names.reasons] };
  if (names.verdict === 'different') return names;
  if (!sameParticles && names.verdict === 'same') return { verdict: 'variant', reasons };
  return { verdict: names.verdict, reasons: [...reasons, ...names.reasons] };
}

function matchCores(a: readonly Word[], b: readonly Word[]): PartMatch {
  if (joined(a, 'full') === joined(b, 'full')) return { verdict: 'same', reasons: [] };
  if (crossEqual(joined(a, 'full'), joined(b, 'full'), joined(a, 'bare'), joined(b, 'bare'))) {
    return { verdict: 'variant', reasons: ['personname.letters_without_marks'] };
  }
  if (a.length > 1 && sortedJoin(a) === sortedJoin(b)) return { verdict: 'variant', reasons: ['personname.double_order'] };
  if (isHalf(a, b) || isHalf(b, a)) return { verdict: 'doubt', reasons: ['personname.double_shortened'] };
  if (slip(joined(a, 'full'), joined(b, 'full'))) return { verdict: 'doubt', reasons: ['personname.slip'] };
  return { verdict: 'different', reasons: ['personname.family_differs'] };
}

/** MULLER (no key for ü) meets MUELLER only when one side really had the letter with its mark. */
export function crossEqual(fullA: string, fullB: string, bareA: string, bareB: string): boolean {
  return fullA === bareB || bareA === fullB || bareA === bareB;
}

/** One letter off counts as a slip from five letters on; shorter names differ by one letter too easily. */
export function slip(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 5 && oneSlip(a, b);
}

function isHalf(short: readonly Word[], long: readonly Word[]): boolean {
  return short.length > 0 && short.length < long.length && short.every((word) => long.some((other) => other.full === word.full));
}

/** Words of the name without particles; a name made of particles only ("Zur") keeps them. */
function core(list: readonly Word[]): { names: readonly Word[]; particles: readonly Word[] } {
  const names = list.filter((word) => !isParticle(word));
  if (names.length === 0) return { names: list, particles: [] };
  return { names, particles: list.filter(isParticle) };
}

function joined(list: readonly Word[], form: 'full' | 'bare'): string {
  return list.map((word) => word[form]).join('');
}

function sortedJoin(list: readonly Word[]): string {
  return list.map((word) => word.full).sort().join(' ');
}
