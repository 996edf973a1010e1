import { isPersonName, normalise, validate } from '../../../standards/din91379/index.ts';
import { plainDateFromParts, type DateInput, type PlainDate } from '../../../kernel/time/index.ts';

/** What people keep in their account so that forms begin filled in. Absent: not given. */
export interface Profile {
  family_name?: string;
  given_names?: string;
  /** For people with one name only; then the other two are absent. */
  single_name?: string;
  birth_date?: string;
  street?: string;
  house_number?: string;
  postcode?: string;
  city?: string;
  phone?: string;
}

export interface ProfileError {
  field: keyof Profile;
  key: string;
}

export type ProfileInput = Record<Exclude<keyof Profile, 'birth_date'>, string> & { birth: DateInput };

/** Checks what was typed. Every field is voluntary; what is given must be usable. */
export function readProfile(input: ProfileInput, today: PlainDate): { ok: true; profile: Profile } | { ok: false; errors: ProfileError[] } {
  const errors: ProfileError[] = [];
  const profile: Profile = {};
  const take = (field: Exclude<keyof Profile, 'birth_date'>, fits: (value: string) => boolean, key: string, longest = 120) => {
    const value = normalise(input[field]);
    if (value === '') return;
    if (value.length > longest) errors.push({ field, key: 'directory.error.too_long' });
    else if (!fits(value)) errors.push({ field, key });
    else profile[field] = value;
  };
  take('family_name', isPersonName, 'directory.error.name');
  take('given_names', isPersonName, 'directory.error.name');
  take('single_name', isPersonName, 'directory.error.name');
  if (profile.single_name && (input.family_name.trim() || input.given_names.trim())) errors.push({ field: 'single_name', key: 'directory.error.single_name' });
  const birth = plainDateFromParts(input.birth);
  if (birth.ok && (birth.value > today || birth.value < '1890-01-01')) errors.push({ field: 'birth_date', key: 'directory.error.birth_range' });
  else if (birth.ok) profile.birth_date = birth.value;
  else if (birth.reason !== 'empty') errors.push({ field: 'birth_date', key: 'directory.error.birth' });
  take('street', (value) => /\p{L}/u.test(value) && validate(value, 'B').ok, 'directory.error.street');
  take('house_number', (value) => /^\d/.test(value) && validate(value, 'B').ok, 'directory.error.house_number', 20);
  take('postcode', (value) => /^\d{5}$/.test(value), 'directory.error.postcode');
  take('city', (value) => /\p{L}/u.test(value) && validate(value, 'B').ok, 'directory.error.city');
  take('phone', (value) => /^\+?[\d ()/.-]+$/.test(value) && value.replace(/\D/g, '').length >= 5, 'directory.error.phone', 30);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, profile };
}

/** The whole name in reading order; empty when none is given. */
export function fullName(profile: Profile): string {
  return profile.single_name ?? [profile.given_names, profile.family_name].filter(Boolean).join(' ');
}
