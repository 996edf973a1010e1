import { join } from 'node:path';
import { readConfig } from '../src/kernel/config/config.ts';
import type { Kernel } from '../src/kernel/kernel.ts';
import { contentHash, servicesFolder, type StoredService } from '../src/modules/catalogue/index.ts';
import { compilePackage } from '../src/modules/catalogue/domain/compiled.ts';
import { searchWordsOf } from '../src/modules/catalogue/search-words.ts';
import { insertVersion, makeCurrent } from '../src/modules/catalogue/store.ts';
import { assemble } from '../src/start.ts';
import { request, send } from './_load.ts';
import { startPostgres } from './_postgres.ts';
import { percentile, round, type Result } from './_result.ts';
import { startServer } from './_server.ts';
import { workOnStock } from './_stock.ts';

const services = 10_000;
const rounds = 5;

/** What people type: names, parts of them, typing mistakes, everyday words, whole sentences, nothing that exists. */
const typed = [
  'parkausweis', 'anwohnerparken', 'Bewohnerparkausweiss', 'hund', 'Hundesteuer', 'hunde steuer anmelden', 'reisepass', 'Reispass', 'perso', 'Personalausweis verloren', 'umzug', 'ummelden', 'wohnung anmelden', 'gewerbe', 'Gewerbeanmeldung',
  'führungszeugnis', 'fuehrungszeugnis', 'meldebescheinigung', 'straßencafé', 'strassencafe genehmigung', 'baum fällen', 'Baumfällung', 'spielplatz kaputt', 'laterne', 'termin', 'kita platz', 'Kindergarten', 'heiraten', 'eheschliessung anmelden',
  'ich möchte mein auto abmelden', 'wo kann ich einen neuen ausweis beantragen', 'ausweis', 'antrag', 'genehmigung für ein fest im park', 'sperrmüll', 'sperrmuell abholen lassen', 'wohngeld', 'dog tax', 'passport', 'residence', 'xyzzy', 'qqq www eee',
  'fischereischein', 'Fischreischein', 'Standplatz Wochenmarkt', 'plakate aufhängen', 'Bauantrag', 'grundsteuer', 'geburtsurkunde', 'Sterbeurkunde bestellen',
];

const things = [
  'Hund', 'Reisepass', 'Straßencafé', 'Baum', 'Spielplatz', 'Gewerbe', 'Geburtsurkunde', 'Sterbeurkunde', 'Fischereischein', 'Wochenmarkt', 'Plakat', 'Bauvorhaben', 'Grundsteuer', 'Wohngeld', 'Kindergarten', 'Führungszeugnis', 'Sperrmüll', 'Gaststätte',
  'Feuerwerk', 'Versammlung', 'Taxi', 'Kanalanschluss', 'Denkmal', 'Friedhof', 'Sporthalle', 'Bibliothek', 'Archiv', 'Ehe', 'Namensänderung', 'Waffe', 'Sondernutzung', 'Haltverbot', 'Ladesäule', 'Kleingarten', 'Musikschule', 'Volkshochschule', 'Obdach', 'Schwerbehinderung', 'Imbiss', 'Zirkus',
];
const doings = [
  'anmelden', 'abmelden', 'beantragen', 'verlängern', 'ändern', 'melden', 'anzeigen', 'bestellen', 'bescheinigen lassen', 'genehmigen lassen', 'reservieren', 'mieten', 'kündigen', 'prüfen lassen', 'übertragen', 'erneuern', 'ersetzen', 'Gebühr erstatten',
  'Einsicht nehmen', 'Auskunft erhalten', 'Widerspruch einlegen', 'Ermäßigung beantragen', 'Nachweis einreichen', 'Termin vereinbaren', 'Beratung erhalten',
];
const places = ['Altstadt', 'Giebichenstein', 'Paulusviertel', 'Neustadt', 'Silberhöhe', 'Ammendorf', 'Trotha', 'Kröllwitz', 'Dölau', 'Reideburg'];

/** A search from the request to the whole page, with 10,000 services offered and 100,000 cases behind. */
export async function bench(): Promise<Result[]> {
  const dataDir = await workOnStock();
  const postgres = await startPostgres(dataDir);
  try {
    const handle = await assemble(readConfig({ STADTTOR_DATA: dataDir, DATABASE_URL: postgres.url, STADTTOR_SECRET: 'x'.repeat(64), LOG_LEVEL: 'silent' }), postgres.url);
    await offer(handle.kernel);
    await handle.close();
    await postgres.owner.query('vacuum analyze catalogue.current_service');
    const app = await startServer(postgres.url, dataDir);
    const times: number[] = [];
    try {
      const requests = typed.map((words) => request('GET', `/suche?q=${encodeURIComponent(words)}`, {}));
      for (let run = 0; run <= rounds; run += 1) {
        // nobody searches that fast: the limit per visitor is not what is measured
        await postgres.owner.query('truncate kernel.rate_limit');
        const answers = await send(app.port, requests, 1);
        if (answers.some(({ status }) => status !== 200)) throw new Error('A search was not answered with 200.');
        // the first round only warms up
        if (run > 0) times.push(...answers.map(({ milliseconds }) => milliseconds));
      }
    } finally {
      await app.stop();
    }
    const { rows: [{ n }] } = (await postgres.owner.query<{ n: number }>('select count(*)::int as n from catalogue.current_service')) as unknown as { rows: [{ n: number }] };
    const p95 = round(percentile(times, 95), 1);
    return [{ id: 'search', what: `${typed.length} searches × ${rounds} in ${n} services, p95 (p50 ${round(percentile(times, 50), 1)})`, value: p95, unit: 'ms', against: 'limit', goal: '≤ 50', holds: p95 <= 50 && n >= services }];
  } finally {
    await postgres.stop();
  }
}

/** Invented services beside the city's own, stored as publishing stores them: the same tables, words and indexes. */
async function offer(kernel: Kernel): Promise<void> {
  const pattern = compilePackage(join(servicesFolder, 'meldebescheinigung-einfach'), kernel.parts.catalog());
  if (!pattern.ok) throw new Error('The pattern service has mistakes.');
  const { stored } = pattern.service;
  await kernel.db.transaction().execute(async (tx) => {
    for (let n = 0; n < services; n += 1) {
      const [thing, doing, place] = [things[n % things.length]!, doings[Math.floor(n / things.length) % doings.length]!, places[Math.floor(n / things.length / doings.length)]!];
      const title = `${thing} ${doing} (${place})`;
      const made: StoredService = { ...stored, service: { ...stored.service, key: `dienst-${n}`, title, summary: `${doing}: ${thing} in ${place}.`, synonyms: [`${thing}${doing.split(' ')[0]}`, `${place} ${thing}`] } };
      const hash = contentHash(made);
      await insertVersion(tx, { hash, stored: made, at: kernel.clock.now(), by: 'bench' });
      await makeCurrent(tx, hash, made, searchWordsOf(made.service), kernel.clock.now());
      if ((n + 1) % 2500 === 0) console.log(`  offering services: ${(n + 1).toLocaleString('en')} of ${services.toLocaleString('en')} …`);
    }
  });
}
