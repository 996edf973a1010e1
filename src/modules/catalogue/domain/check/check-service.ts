import type { LoadedPackage } from '../load-package.ts';

/** Facts that come from outside the package; what is not given is not checked. */
export interface KnownKeys {
  offices?: readonly string[];
  lifeSituations?: readonly string[];
  /** Entries of the filing plan that hold files. */
  filingPositions?: readonly string[];
}

export function checkService(loaded: LoadedPackage, known: KnownKeys): void {
  const service = loaded.service?.value;
  const source = loaded.service?.source;
  if (!service || !source) return;
  if (loaded.name !== undefined && loaded.name !== service.key) {
    source.report(['key'], { de: `Der Ordner heißt »${loaded.name}«, der Schlüssel »${service.key}«. Beide müssen gleich sein.`, en: `The folder is called "${loaded.name}", the key is "${service.key}". Both must be equal.` });
  }
  for (const [file, part] of [['form.yaml', loaded.form], ['process.yaml', loaded.process]] as const) {
    if (service.kind === 'online' && !part) source.report(['kind'], { de: `Ein Online-Dienst braucht die Datei ${file}.`, en: `An online service needs the file ${file}.` });
    if (service.kind !== 'online' && part) part.source.report([], { de: `Nur Online-Dienste haben die Datei ${file}.`, en: `Only online services have the file ${file}.` });
  }
  if (service.kind === 'elsewhere' && !service.target) source.report(['kind'], { de: '»target« fehlt: wohin der Dienst führt.', en: '"target" is missing: where the service leads.' });
  if (service.kind !== 'elsewhere' && service.target) source.report(['target'], { de: '»target« gehört nur zu kind: elsewhere.', en: '"target" belongs to kind: elsewhere only.' }, { key: true });
  if (service.kind === 'paper' && service.how.length === 0) source.report(['kind'], { de: '»how« fehlt: was man tun muss.', en: '"how" is missing: what one has to do.' });
  if (service.legal.length === 0) {
    source.report(['legal'], { de: 'Die Rechtsgrundlage fehlt (»legal«).', en: 'The legal basis is missing ("legal").' }, { key: true, severity: service.kind === 'online' ? 'error' : 'warning' });
  }
  if (!service.fee) source.report(['fee'], { de: 'Zur Gebühr fehlt eine Angabe: amounts, free: true oder unknown: {looked_for: …}.', en: 'Nothing is said about the fee: amounts, free: true or unknown: {looked_for: …}.' }, { severity: service.kind === 'online' ? 'error' : 'warning' });
  else if ('free' in service.fee && !service.fee.source) source.report(['fee'], { de: 'Die Quelle der Gebührenfreiheit fehlt (»source«).', en: 'The source for "free" is missing ("source").' }, { severity: 'warning' });
  if (service.kind !== 'online' && !service.source) source.report(['key'], { de: '»source« fehlt: woher diese Angaben sind, oder »nicht belegt«.', en: '"source" is missing: where these facts are from, or "nicht belegt".' }, { key: true, severity: 'warning' });
  if (service.leika && !service.leika_source) source.report(['leika'], { de: 'Zum Leistungsschlüssel fehlt die Quelle (»leika_source«).', en: 'The source of the LeiKa key is missing ("leika_source").' });
  if (service.kind === 'online' && !service.office) source.report(['key'], { de: '»office« fehlt: welche Stelle zuständig ist.', en: '"office" is missing: which office is responsible.' }, { key: true });
  if (service.office && known.offices && !known.offices.includes(service.office)) {
    source.report(['office'], { de: `Die Stelle »${service.office}« gibt es nicht. Möglich sind: ${known.offices.join(', ')}.`, en: `There is no office "${service.office}". Possible are: ${known.offices.join(', ')}.` });
  }
  service.life_situations.forEach((key, index) => {
    if (known.lifeSituations && !known.lifeSituations.includes(key)) {
      source.report(['life_situations', index], { de: `Die Lebenslage »${key}« gibt es nicht. Möglich sind: ${known.lifeSituations.join(', ')}.`, en: `There is no life situation "${key}". Possible are: ${known.lifeSituations.join(', ')}.` });
    }
  });
  checkFiling(loaded, known);
  checkAmounts(loaded);
}

function checkFiling(loaded: LoadedPackage, known: KnownKeys): void {
  const position = loaded.process?.value?.filing.position;
  if (position === undefined || !known.filingPositions || known.filingPositions.includes(position)) return;
  loaded.process?.source.report(['filing', 'position'], { de: `Die Stelle »${position}« gibt es im Aktenplan nicht, oder sie führt keine Akten. Möglich sind: ${known.filingPositions.join(', ')}.`, en: `There is no position "${position}" in the filing plan, or it holds no files. Possible are: ${known.filingPositions.join(', ')}.` });
}

function checkAmounts(loaded: LoadedPackage): void {
  const service = loaded.service?.value;
  const source = loaded.service?.source;
  if (!service?.fee || !source || !('amounts' in service.fee)) return;
  const seen = new Set<string>();
  service.fee.amounts.forEach((amount, index) => {
    const key = `${amount.label} ${amount.from}`;
    if (seen.has(key)) source.report(['fee', 'amounts', index], { de: `Für »${amount.label}« gibt es ab ${amount.from} schon einen Betrag.`, en: `There is already an amount for "${amount.label}" from ${amount.from}.` });
    seen.add(key);
  });
}
