/**
 * The page to go on to after a login: one of our own paths or the fallback. Browsers drop tabs and line ends and read
 * a backslash as a slash, so only plain characters of a path are let through.
 */
export function nextPath(wanted: string | undefined, fallback: string): string {
  if (!wanted || wanted.length > 500) return fallback;
  return /^\/(?!\/)[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*$/.test(wanted) && !/^\/(konto\/anmelden|amt\/anmelden|abmelden)/.test(wanted) ? wanted : fallback;
}
