// Checks a proof of Stadttor without Stadttor. One file, no dependencies: read it, then run it with Node.js 18 or newer.
//
//   node verify.mjs <proof.tlog-proof> <content.json> [<document>] --key '<public key of the log>' [--witness '<key>']… [--lang en]
//
// The public key stands on the city's page /nachweis; take it from there, or better from somewhere else than the proof.
// Exit code 0: everything fits. 1: something does not, the first such thing is named. 2: not understood.
//
// What is checked, in this order:
//   1. content and salt give the commitment       commitment = SHA-256( salt ‖ SHA-256( canonical JSON of the content ) )
//   2. the entry gives the leaf                   leaf       = SHA-256( 0x00 ‖ canonical JSON {at, commitment, kind, v} )
//   3. the log signed the checkpoint              Ed25519 over its text                         (C2SP signed-note, tlog-checkpoint)
//   4. leaf and proof lead to the signed root     inner node = SHA-256( 0x01 ‖ left ‖ right )   (RFC 6962 § 2.1.1, C2SP tlog-proof)
//   5. witnesses signed it too, if keys are given Ed25519 over "cosignature/v1\ntime …\n" ‖ text (C2SP tlog-cosignature)
//   6. the document is the one the content names  SHA-256( document )
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const files = [];
const options = { '--key': [], '--witness': [], '--lang': [] };
for (let at = 2; at < process.argv.length; at += 1) {
  const argument = process.argv[at];
  if (argument in options) options[argument].push(process.argv[(at += 1)] ?? '');
  else files.push(argument);
}
const english = options['--lang'].at(-1) === 'en';
const say = (german, other) => console.log(english ? other : german);

/** The first thing that does not fit: where it is and what it means. */
function stop(where, meaning) {
  console.error(`✗ ${where}\n  ${meaning}`);
  process.exit(1);
}
const words = (german, other) => (english ? other : german);

if (files.length < 2 || files.length > 3 || options['--key'].length === 0) {
  console.error('node verify.mjs <proof.tlog-proof> <content.json> [<document>] --key <name+id+base64> [--witness <key>]… [--lang en]');
  process.exit(2);
}
const [proofFile, contentFile, documentFile] = files;

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const hex = (bytes) => bytes.toString('hex');
const isHash = (text) => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return stop(file, words('Die Datei kann nicht gelesen werden.', 'The file cannot be read.'));
  }
}

/** Canonical JSON (RFC 8785): members sorted by UTF-16 code units, no blanks. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
  return JSON.stringify(value);
}

/** name+id+base64(type ‖ 32 bytes); type 1: a log, type 4: a witness. The id is the beginning of a hash over all of it. */
function publicKey(text, type) {
  const [name, id, encoded] = [text.split('+')[0], text.split('+')[1], text.split('+').slice(2).join('+')];
  const bytes = Buffer.from(encoded ?? '', 'base64');
  if (bytes.length !== 33 || bytes[0] !== type || hex(sha256(`${name}\n`, bytes)).slice(0, 8) !== id) stop(`--key ${text}`, words('Das ist kein öffentlicher Schlüssel dieser Art.', 'This is no public key of this kind.'));
  return { name, id, key: createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes.subarray(1)]), format: 'der', type: 'spki' }) };
}
const logKeys = options['--key'].map((text) => publicKey(text, 1));
const witnessKeys = options['--witness'].map((text) => publicKey(text, 4));

// 1. content and salt give the commitment
let disclosed;
try {
  disclosed = JSON.parse(read(contentFile).toString('utf8'));
} catch {
  disclosed = null;
}
if (disclosed?.v !== 1 || typeof disclosed.kind !== 'string' || typeof disclosed.at !== 'string' || !isHash(disclosed.commitment) || (disclosed.salt !== null && !isHash(disclosed.salt))) stop(contentFile, words('Die Datei ist nicht so aufgebaut, wie sie sein muss.', 'The file is not built as it must be.'));
const erased = disclosed.salt === null;
if (!erased && hex(sha256(Buffer.from(disclosed.salt, 'hex'), sha256(canonical(disclosed.content)))) !== disclosed.commitment) {
  stop(contentFile, words('Inhalt und Salz ergeben nicht die Festlegung: Einer von beiden wurde verändert.', 'Content and salt do not give the commitment: one of them was changed.'));
}

// 2. the entry gives the leaf
const { at, commitment, kind } = disclosed;
let node = sha256(Buffer.of(0), canonical({ at, commitment, kind, v: 1 }));

// 3. the log signed the checkpoint
const proof = read(proofFile).toString('utf8');
const cut = proof.indexOf('\n\n');
const end = proof.lastIndexOf('\n\n');
const head = proof.slice(0, cut).split('\n');
const text = proof.slice(cut + 2, end + 1);
const signatures = proof.slice(end + 2).trim().split('\n').map((line) => /^— (\S+) (\S+)$/.exec(line)).filter(Boolean).map(([, name, encoded]) => {
  const bytes = Buffer.from(encoded, 'base64');
  return { name, id: hex(bytes.subarray(0, 4)), bytes: bytes.subarray(4) };
});
if (head[1]?.startsWith('extra ')) head.splice(1, 1);
const index = /^index (0|[1-9]\d{0,15})$/.exec(head[1] ?? '')?.[1];
const path = head.slice(2).map((line) => Buffer.from(line, 'base64'));
const [origin, sizeText, rootText] = text.split('\n');
const size = Number(sizeText);
if (head[0] !== 'c2sp.org/tlog-proof@v1' || cut < 0 || end <= cut || index === undefined || path.length > 63 || path.some((hash) => hash.length !== 32) || !/^[1-9]\d{0,15}$/.test(sizeText)) stop(proofFile, words('Die Datei ist kein Nachweis oder unvollständig.', 'The file is no proof, or incomplete.'));
const ofLog = signatures.map((signature) => ({ signature, known: logKeys.find(({ name, id }) => name === signature.name && id === signature.id) })).filter(({ known }) => known);
if (ofLog.length === 0) stop(`${proofFile}, ${origin}`, words('Der Schlüssel, den Sie angegeben haben, hat diesen Stand nicht unterschrieben. Anderes Protokoll, anderer Schlüssel, oder eine Fälschung.', 'The key you gave did not sign this checkpoint. Another log, another key, or a forgery.'));
for (const { signature, known } of ofLog) {
  if (!verify(null, Buffer.from(text), known.key, signature.bytes) || known.name !== origin) stop(`${proofFile}, ${origin}`, words('Die Unterschrift des Protokolls passt nicht: Der Stand wurde verändert.', 'The log\'s signature does not fit: the checkpoint was changed.'));
}

// 4. leaf and proof lead to the signed root: a sibling stands left where our node is a right child or the last of its row
let place = Number(index);
let last = size - 1;
let fits = place <= last;
for (const sibling of path) {
  if (last === 0) fits = false;
  if (place % 2 === 1 || place === last) {
    node = sha256(Buffer.of(1), sibling, node);
    while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
  } else {
    node = sha256(Buffer.of(1), node, sibling);
  }
  [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
}
if (!fits || last !== 0 || node.toString('base64') !== rootText) stop(`${proofFile}, index ${index}`, words('Der Weg führt von diesem Eintrag nicht zur unterschriebenen Wurzel: Der Eintrag steht so nicht im Protokoll, oder der Nachweis gehört zu einem anderen.', 'The path does not lead from this entry to the signed root: the entry does not stand in the log like this, or the proof belongs to another one.'));

// 5. witnesses
const seen = [];
for (const { name, id, bytes } of signatures) {
  const known = witnessKeys.find((key) => key.name === name && key.id === id);
  if (!known) continue;
  const time = bytes.readBigUInt64BE(0);
  if (!verify(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), known.key, bytes.subarray(8))) stop(`${proofFile}, ${name}`, words('Die Mitunterschrift des Zeugen passt nicht zu diesem Stand.', 'The witness\'s cosignature does not fit this checkpoint.'));
  seen.push(`${name} (${new Date(Number(time) * 1000).toISOString()})`);
}
if (witnessKeys.length > 0 && seen.length === 0) stop(proofFile, words('Keiner der angegebenen Zeugen hat diesen Stand mitunterschrieben.', 'None of the given witnesses signed this checkpoint.'));

// 6. the document
if (documentFile !== undefined) {
  const digest = hex(sha256(read(documentFile)));
  if (digest !== disclosed.content?.document && digest !== disclosed.content?.file) stop(documentFile, words('Das ist nicht das Dokument, das der Eintrag nennt.', 'This is not the document the entry names.'));
}

say(`✓ Die Zusage »${kind}« vom ${at} steht als Eintrag ${index} von ${size} im Protokoll ${origin}.`, `✓ The promise "${kind}" of ${at} stands as entry ${index} of ${size} in the log ${origin}.`);
say(erased ? '  Ihr Inhalt ist gelöscht; der Eintrag ist unverändert.' : '  Inhalt und Zeitpunkt sind unverändert.', erased ? '  Its content is erased; the entry is unchanged.' : '  Content and time are unchanged.');
if (documentFile !== undefined) say('  Das Dokument ist das, das der Eintrag nennt.', '  The document is the one the entry names.');
if (seen.length > 0) say(`  Mitunterschrieben von ${seen.join(', ')}.`, `  Cosigned by ${seen.join(', ')}.`);
