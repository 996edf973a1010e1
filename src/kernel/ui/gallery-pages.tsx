import type { VNode } from 'preact';
import { createI18n } from '../i18n/i18n.ts';
import { frameFor } from './gallery.tsx';
import { BackLink, Badge, Button, ButtonRow, CardList, Column, DateParts, ErrorSummary, FilterBar, Hero, PageHeading, Pagination, PostForm, Progress, Radios, SearchBox, Section, SubmitButton, Table, Tabs, TextInput, Band, renderDocument } from './index.ts';
import type { Child, Lang, T } from './index.ts';

export type SamplePage = 'home' | 'form' | 'inbox';

/** Whole pages made of the parts, to judge rhythm and weight. All people and values are invented. */
export function renderSamplePage(page: SamplePage, lang: Lang): string {
  const t = createI18n().translator(lang);
  const samples = { home: { title: 'Start', main: home(t) }, form: { title: 'Ihr Hund', main: form(t) }, inbox: { title: 'Eingang', main: inbox(t) } };
  return renderDocument({ ...frameFor(t, lang, page === 'home' ? 'portal' : page === 'form' ? 'account' : 'staff'), ...samples[page], errorPrefix: page === 'form' }).text;
}

function home(t: T): VNode {
  return (
    <>
      <Hero title="Was möchten Sie erledigen?" lead="Anträge stellen, Termine finden, Bescheide lesen: alles an einem Ort.">
        <SearchBox size="hero" action="/leistungen" label="Suchen Sie nach Ihrem Anliegen" t={t} hint="Zum Beispiel: Umzug, Hund anmelden, Reisepass" />
      </Hero>
      <Section id="beliebt" heading="Oft gebraucht">
        <CardList
          layout="rows"
          label="Oft gebrauchte Leistungen"
          cards={[
            { title: 'Hund anmelden', href: '/leistungen/hund', text: 'Innerhalb von zwei Wochen. Dauert online etwa fünf Minuten.', kind: 'Online' },
            { title: 'Wohnsitz ummelden', href: '/leistungen/umzug', text: 'Nach einem Umzug innerhalb der Stadt oder hierher.', kind: 'Termin vor Ort' },
            { title: 'Reisepass beantragen', href: '/leistungen/pass', text: 'Mit Foto und altem Pass. Abholung nach einigen Wochen.', kind: 'Termin vor Ort' },
            { title: 'Geburtsurkunde bestellen', href: '/leistungen/urkunde', text: 'Für Geburten, die hier beurkundet wurden.', kind: 'Online' },
            { title: 'Sperrmüll abholen lassen', href: '/leistungen/sperrmuell', text: 'Zweimal im Jahr, bis zu zwei Kubikmeter.', kind: 'Andere Website' },
            { title: 'Fahrzeug zulassen', href: '/leistungen/kfz', text: 'Neu, gebraucht oder nach einem Umzug.', kind: 'Andere Website' },
          ]}
        />
        <p><a href="/leistungen">Alle Leistungen von A bis Z</a></p>
      </Section>
      <Band>
        <h2>Was gerade bei Ihnen ansteht</h2>
        <CardList
          layout="tiles"
          label="Lebenslagen"
          cards={[
            { title: 'Umziehen', href: '/lage/umzug', icon: 'home', text: 'Ummelden, parken, Strom und Müll' },
            { title: 'Auto und Verkehr', href: '/lage/auto', icon: 'car', text: 'Zulassen, parken, Führerschein' },
            { title: 'Kind und Familie', href: '/lage/familie', icon: 'family', text: 'Geburt, Kita, Elterngeld' },
            { title: 'Arbeit und Betrieb', href: '/lage/arbeit', icon: 'work', text: 'Gewerbe anmelden, Genehmigungen' },
            { title: 'Haustiere', href: '/lage/tiere', icon: 'animal', text: 'Hundesteuer, Fundtiere' },
            { title: 'Ausweis und Reise', href: '/lage/ausweis', icon: 'card', text: 'Personalausweis, Reisepass, eID' },
            { title: 'Bauen und Wohnen', href: '/lage/bauen', icon: 'building', text: 'Bauantrag, Wohngeld' },
            { title: 'Natur und Umwelt', href: '/lage/umwelt', icon: 'tree', text: 'Baum fällen, Abfall, Lärm' },
          ]}
        />
      </Band>
    </>
  );
}

function form(t: T): VNode {
  const errors = [{ name: 'rufname', message: 'Schreiben Sie, wie der Hund heißt.' }, { name: 'seit', message: 'Das Datum liegt in der Zukunft. Nennen Sie den Tag, an dem der Hund zu Ihnen kam.' }];
  return (
    <Column>
      <BackLink href="/antrag/hund/1" label="Zurück" />
      <ErrorSummary errors={errors} t={t} />
      <Progress current={2} total={4} t={t} label="Hund anmelden" />
      <PageHeading title="Ihr Hund" lead="Wir brauchen drei Angaben. Sie können jederzeit unterbrechen." />
      <PostForm action="/antrag/hund/2" csrf="token">
        <TextInput name="rufname" label="Wie heißt der Hund?" t={t} error={errors[0]?.message} width={20} />
        <DateParts name="seit" label="Seit wann wohnt er bei Ihnen?" hint="Zum Beispiel 24 11 2026" t={t} value={{ day: '3', month: '12', year: '2027' }} error={errors[1]?.message} why={{ kind: 'asked', text: 'Die Steuer beginnt mit dem folgenden Monat.' }} />
        <Radios name="chip" label="Hat der Hund einen Chip?" t={t} value="ja" options={[{ value: 'ja', label: 'Ja' }, { value: 'nein', label: 'Nein', hint: 'Dann brauchen wir später eine Bescheinigung der Tierarztpraxis.' }]} />
        <ButtonRow>
          <SubmitButton label="Weiter" icon="arrow" />
          <Button label="Später weitermachen" variant="tertiary" name="gehe" value="pause" formnovalidate />
        </ButtonRow>
      </PostForm>
    </Column>
  );
}

function inbox(t: T): VNode {
  const row = (number: string, service: string, name: string, state: Child, due: Child, who: string): Child[] => [<a href={`/amt/vorgang/${number}`}>{number}</a>, service, name, state, due, who];
  return (
    <>
      <PageHeading title="Eingang" caption="Bürgerservice" meta={<span>12 offene Vorgänge, 2 mit Frist bis morgen</span>} />
      <Tabs label="Ansichten" tabs={[{ href: '?ansicht=alle', label: 'Alle', count: 12, current: true }, { href: '?ansicht=meine', label: 'Meine', count: 4 }, { href: '?ansicht=warten', label: 'Warten auf Antwort', count: 3 }, { href: '?ansicht=fertig', label: 'Erledigt' }]} />
      <FilterBar action="/amt" t={t} resetHref="/amt" filters={[{ name: 'q', label: 'Nummer oder Name' }, { name: 'leistung', label: 'Leistung', options: [{ value: '', label: 'Alle Leistungen' }] }, { name: 'frist', label: 'Frist', options: [{ value: '', label: 'Jede Frist' }] }]} />
      <Table
        caption="Offene Vorgänge"
        captionHidden
        dense
        columns={[{ label: 'Nummer', nowrap: true }, { label: 'Leistung' }, { label: 'Person' }, { label: 'Stand', nowrap: true }, { label: 'Frist', nowrap: true, sort: { href: '?sort=frist', direction: 'ascending' } }, { label: 'Bei', nowrap: true }]}
        rows={[
          row('2026-0391-T', 'Hund anmelden', 'Möhlen-Çelik, Anna von der', <Badge tone="danger" label="Überfällig" />, '23.11.2026', 'M. Beispiel'),
          row('2026-0417-K', 'Hund anmelden', 'Sukarno', <Badge tone="warning" label="Rückfrage" />, '25.11.2026', 'M. Beispiel'),
          row('2026-0421-B', 'Geburtsurkunde bestellen', 'Łukasiewicz, Jan', <Badge tone="info" label="In Arbeit" />, '27.11.2026', 'K. Muster'),
          row('2026-0430-F', 'Hund anmelden', 'Nguyễn, Thị Mai', <Badge label="Neu" />, '01.12.2026', '–'),
          row('2026-0432-A', 'Geburtsurkunde bestellen', 'Østergård, Nils', <Badge label="Neu" />, '02.12.2026', '–'),
          row('2026-0433-P', 'Hund anmelden', 'Beispiel-Testmann, Karl-Friedrich', <Badge tone="success" label="Geprüft" />, '02.12.2026', 'M. Beispiel'),
        ]}
      />
      <Pagination current={1} total={3} href={(page) => `?seite=${page}`} t={t} />
    </>
  );
}
