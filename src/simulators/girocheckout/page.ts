import { isClosed, speaking, type Payment, type SimulatedProject } from './state.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

/** "1.000.000,00 €" */
export function euroText(cents: number): string {
  const digits = String(cents).padStart(3, '0');
  return `${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, '.')},${digits.slice(-2)} €`;
}

/** The frame of every page: plainly a simulation, readable without style and script. */
export function frame(title: string, body: string): string {
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} – Simulation</title>
<link rel="stylesheet" href="/simulation.css">
</head>
<body>
<header class="banner"><p><strong>Simulation.</strong> Hier wird kein Geld bewegt. Diese Seite stellt die Bezahlplattform GiroCheckout nach und gehört nicht zu ihr.</p></header>
<main>
${body}
</main>
</body>
</html>
`;
}

export function paymentPage(payment: Payment, choices: readonly SimulatedProject[], wrong = false): string {
  const rows: [string, string][] = [['Betrag', euroText(payment.amount)], ['Verwendungszweck', payment.purpose], ['Kassenzeichen', payment.kassenzeichen], ['Beschreibung', payment.description]];
  const facts = rows.filter(([, value]) => value !== '').map(([name, value], index) => `<div${index === 0 ? ' class="amount"' : ''}><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`);
  const head = `<h1>Bezahlen</h1>\n<dl>${facts.join('')}</dl>`;
  const back = payment.urls.back === '' ? '' : `<p><a href="${escapeHtml(payment.urls.back)}">Zurück, ohne zu bezahlen</a></p>`;
  if (isClosed(payment)) return frame('Bezahlen', `${head}\n<p class="state" role="status">${closedText(payment)}</p>\n${back}`);
  return frame('Bezahlen', `${head}
${wrong ? '<p class="state error" role="alert">Bitte wählen Sie eine Zahlungsart.</p>' : ''}
<form method="post">
<fieldset>
<legend>Zahlungsart</legend>
${choices.map(choice).join('\n')}
</fieldset>
<p class="actions"><button name="tun" value="pay" class="primary">Jetzt bezahlen</button> <button name="tun" value="cancel">Abbrechen</button></p>
<details>
<summary>Was sonst geschehen kann</summary>
<p>Für Vorführung und Tests:</p>
<ul class="others">
<li><button name="tun" value="reject">Bank lehnt ab</button></li>
<li><button name="tun" value="unknown">Bank weiß es noch nicht</button></li>
<li><button name="tun" value="pay_and_leave">Bezahlen und Fenster schließen</button></li>
<li><button name="tun" value="time_out">Zeit ablaufen lassen</button></li>
</ul>
</details>
</form>
${back}`);
}

function choice({ projectId, name }: SimulatedProject, index: number): string {
  return `<label class="choice"><input type="radio" name="projekt" value="${escapeHtml(projectId)}"${index === 0 ? ' checked' : ''}> ${escapeHtml(name)}</label>`;
}

function closedText(payment: Payment): string {
  const result = speaking(payment)?.result;
  if (result === '4000') return 'Diese Zahlung ist erledigt. Sie können das Fenster schließen.';
  if (result === '4500') return 'Die Bank hat sich noch nicht entschieden. Sie müssen nichts weiter tun.';
  return payment.expired ? 'Die Zeit für diese Zahlung ist abgelaufen. Es wurde nichts bezahlt.' : 'Diese Zahlung ist beendet. Es wurde nichts bezahlt.';
}

export const leftPage = frame('Fenster geschlossen', '<h1>Sie haben die Seite verlassen</h1>\n<p>So, als wäre das Fenster zu: Zurück zum Händler führt von hier kein Weg. Er erfährt das Ergebnis von der Plattform.</p>');
export const unknownPage = frame('Nicht gefunden', '<h1>Diese Bezahlseite gibt es nicht</h1>\n<p>Bitte beginnen Sie die Zahlung noch einmal dort, wo Sie herkommen.</p>');

/** What an operator sees at "/": the projects and the last payments. */
export function overviewPage(projects: readonly SimulatedProject[], payments: readonly Payment[], faults: readonly object[]): string {
  const row = (cells: readonly string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  const table = (caption: string, heads: readonly string[], rows: readonly string[]) =>
    `<div class="table" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  const last = payments.slice(-50).toReversed();
  return frame('GiroCheckout', `<h1>Bezahlplattform der Vorführung</h1>
${table('Projekte', ['Verkäufer-ID', 'Projekt-ID', 'Name'], projects.map(({ merchantId, projectId, name }) => row([merchantId, projectId, name].map(escapeHtml))))}
${last.length === 0 ? '<p>Noch keine Zahlung.</p>' : table('Letzte Zahlungen', ['Seite', 'Vorgang', 'Betrag', 'Ergebnis'], last.map((payment) => row([`<a href="/bezahlseite/${payment.reference}">${payment.reference.slice(0, 8)}</a>`, escapeHtml(payment.merchantTxId), euroText(payment.amount), speaking(payment)?.result ?? 'offen'])))}
<p>${faults.length === 0 ? 'Keine Störung eingestellt.' : `Eingestellte Störungen: ${escapeHtml(JSON.stringify(faults))}`}</p>`);
}

export const styles = `:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; color: #1b1f24; background: #f3f5f7; }
.banner { background: #ffd84d; color: #1b1f24; border-bottom: 2px solid #1b1f24; }
.banner p { margin: 0 auto; max-width: 40rem; padding: .6rem 1rem; }
main { max-width: 40rem; margin: 1.5rem auto; padding: 1.5rem; background: #fff; border: 1px solid #c9d0d8; border-radius: .5rem; }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.2; }
dl { margin: 0 0 1.5rem; border-block: 1px solid #c9d0d8; }
dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .35rem 0; }
dt { color: #4a5360; } dd { margin: 0; overflow-wrap: anywhere; }
.amount dd { font-size: 1.35rem; font-weight: 700; }
fieldset { margin: 0 0 1.25rem; padding: 0; border: 0; }
legend { padding: 0; margin-bottom: .5rem; font-weight: 700; }
.choice { display: flex; align-items: center; gap: .75rem; min-height: 3rem; padding: .5rem .9rem; margin-bottom: .5rem; border: 1px solid #7c8794; border-radius: .4rem; cursor: pointer; }
.choice:has(:checked) { border-color: #0b57a4; box-shadow: 0 0 0 1px #0b57a4; background: #eef5fc; }
.choice input { width: 1.25rem; height: 1.25rem; accent-color: #0b57a4; }
button { min-height: 2.9rem; padding: .5rem 1.1rem; font: inherit; color: #0b57a4; background: #fff; border: 1px solid #0b57a4; border-radius: .4rem; cursor: pointer; }
button.primary { color: #fff; background: #0b57a4; font-weight: 700; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; }
a { color: #0b57a4; }
:focus-visible { outline: 3px solid #1b1f24; outline-offset: 2px; }
details { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid #c9d0d8; }
summary { cursor: pointer; min-height: 2rem; }
.others { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none; }
.state { padding: .75rem 1rem; background: #eef5fc; border-left: 4px solid #0b57a4; }
.error { background: #fdeeee; border-color: #b3261e; }
.table { overflow-x: auto; margin-bottom: 1.5rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 700; padding-bottom: .4rem; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #c9d0d8; }
`;
