/**
 * The commonest passwords, written as words and endings: their combinations are what people choose when told "at least
 * ten characters" (several thousand), together with runs of keys, digits and repetitions. Own compilation.
 */
const words = (
  'passwort password kennwort geheim geheimnis willkommen welcome hallo hello schatz schatzi liebe ichliebedich iloveyou love lovely ' +
  'sommer winter herbst fruehling frühling summer spring autumn januar februar maerz märz april mai juni juli august september oktober november dezember ' +
  'montag dienstag mittwoch donnerstag freitag samstag sonntag monday friday sunday admin administrator root user benutzer gast guest test tester testtest ' +
  'login anmeldung konto account master meister chef boss computer internet server system windows linux office google facebook instagram whatsapp amazon ' +
  'fussball fußball football baseball basketball hockey soccer bayern dortmund borussia schalke werder hamburg berlin muenchen münchen koeln köln leipzig dresden ' +
  'halle hallesaale magdeburg saale sachsenanhalt deutschland germany europa superman batman spiderman pokemon starwars mustang ferrari porsche mercedes ' +
  'prinzessin princess engel angel teufel dragon drache monkey affe tiger loewe löwe schalke04 hund katze mausi maus hase baerchen bärchen sonne sonnenschein sunshine ' +
  'blume blumen schmetterling regenbogen freiheit freedom hoffnung glueck glück familie mama papa mutter vater oma opa baby kind kinder daniel michael thomas andreas ' +
  'stefan christian martin peter alexander sandra nicole sabine claudia julia anna laura lisa sarah jessica ashley michelle charlie jordan hunter shadow ' +
  'killer ninja phoenix matrix trustno letmein lassmichrein zugang einloggen changeme aendermich ändermich bittewechseln standard default secret topsecret ' +
  'stadttor rathaus buergermeister bürgermeister verwaltung stadtverwaltung buergeramt bürgeramt behoerde behörde auto autos motorrad schule lehrer arbeit firma ' +
  'schokolade kaffee bier pizza cookie banane kirsche erdbeere snoopy garfield simba rocky lucky happy cool super star stern mond'
).split(' ');

const endings = (
  ' 1 2 3 7 9 01 02 11 12 13 21 22 23 69 77 88 99 00 007 111 123 321 666 777 1234 4321 12345 123456 1234567 12345678 123456789 1234567890 ' +
  '! !! !!! 1! 12! 123! 1234! ? . .. * # @ $ % abc qwe xyz 2020 2021 2022 2023 2024 2025 2026 2027 2020! 2021! 2022! 2023! 2024! 2025! 2026! 2027!'
).split(' ');

const common: ReadonlySet<string> = new Set(words.flatMap((word) => [word, `${word}${word}`, `${word}${word}${word}`].flatMap((base) => endings.map((ending) => base + ending))));

/** Rows of German and American keyboards, digits and the alphabet; a run along them is no secret. */
const rows = ['1234567890ß', '12345678901234567890', 'qwertzuiopü', 'qwertyuiop', 'asdfghjklöä', 'yxcvbnm', 'zxcvbnm', 'abcdefghijklmnopqrstuvwxyz', 'qayxswedcvfrtgbnhzujmkiolp', 'qazwsxedcrfvtgbyhnujmikolp', '1qay2wsx3edc4rfv5tgb6zhn7ujm', '1q2w3e4r5t6z7u8i9o0p', '1q2w3e4r5t6y7u8i9o0p', '1a2b3c4d5e6f7g8h9i', 'a1b2c3d4e5f6g7h8i9', '147258369', '159357', '0123456789'];

/** How many passwords the combinations make; for the test. */
export const commonCount = common.size;

export function isCommonPassword(password: string): boolean {
  const lower = password.normalize('NFC').toLowerCase().replace(/\s+/g, '');
  const forms = [lower, plain(lower)];
  return forms.some((form) => common.has(form) || common.has(form.replace(/[^\p{L}]+$/u, '')) || common.has(form.replace(/^[^\p{L}]+/u, ''))) || isRun(lower) || isRepeated(lower) || isDate(lower);
}

/** P4ssw0rt → passwort: the usual stand-ins undone; digits at the end stay. */
function plain(text: string): string {
  const end = /[^\p{L}@$]*$/u.exec(text)?.[0] ?? '';
  const head = text.slice(0, text.length - end.length);
  return head.replaceAll('4', 'a').replaceAll('@', 'a').replaceAll('3', 'e').replaceAll('1', 'i').replaceAll('0', 'o').replaceAll('5', 's').replaceAll('$', 's').replaceAll('7', 't') + end;
}

/** Made only of pieces (four characters and more, or the rest) that run along a row, forwards or backwards: qwertz12345. */
function isRun(text: string): boolean {
  let rest = text.replace(/[^\p{L}\p{N}]+$/u, '');
  if (rest === '') return true;
  const both = rows.flatMap((row) => [row, [...row].reverse().join('')]);
  while (rest !== '') {
    let length = rest.length;
    while (length >= 3 && !both.some((row) => row.includes(rest.slice(0, length)))) length -= 1;
    if (length < 3) return rest.length < 3 && rest.length < text.length - 6;
    rest = rest.slice(length);
  }
  return true;
}

/** One short piece again and again: aaaaaaaaaa, abcabcabcabc, 1212121212. */
function isRepeated(text: string): boolean {
  return /^(.{1,4}?)\1+.?$/u.test(text) || new Set(text).size <= 2;
}

/** Nothing but a date: 24.12.1990, 1990-12-24, 24121990. */
function isDate(text: string): boolean {
  return /^(\d{1,2}[./-]?\d{1,2}[./-]?(19|20)\d\d|(19|20)\d\d[./-]?\d\d[./-]?\d\d)[.!]?$/.test(text);
}
