import type { VNode } from 'preact';
import { createI18n } from '../i18n/i18n.ts';
import { Alert, BackLink, Badge, Breadcrumb, Button, ButtonRow, Card, CardList, Checkboxes, Column, DateParts, Declaration, DescriptionList, Details, EmptyState, ErrorSummary, Field, Figure, Fieldset, FileInput, FilterBar, InsetText, LinkList, PageHeading, Pagination, PostForm, Progress, Radios, SearchBox, Section, Select, StatBar, SubmitButton, SummaryList, Table, Tabs, TaskList, TextArea, TextInput, Timeline, WithAside, YesNo, renderDocument } from './index.ts';
import type { Child, Lang, LayoutProps, T } from './index.ts';

export type GalleryState = 'empty' | 'filled' | 'error';

/** Every part on one page, for the eye and for axe. All people and values are invented. */
export function renderGallery(state: GalleryState, lang: Lang): string {
  const t = createI18n().translator(lang);
  return renderDocument({ ...frameFor(t, lang), title: 'Bausteine', errorPrefix: state === 'error', main: <Gallery state={state} t={t} /> }).text;
}

/** Header and footer as a demo city has them. */
export function frameFor(t: T, lang: Lang, section: LayoutProps['section'] = 'portal'): Omit<LayoutProps, 'title' | 'main'> {
  return {
    lang,
    t,
    section,
    csrf: 'token',
    demo: true,
    city: 'Musterstadt',
    signInHref: section === 'portal' ? '/anmelden' : undefined,
    user: section === 'portal' ? undefined : { name: 'Mina Beispiel', kind: section, href: '/konto' },
    nav:
      section === 'staff'
        ? [{ href: '/amt', label: 'Eingang', current: true, count: 12 }, { href: '/amt/schalter', label: 'Am Schalter' }, { href: '/amt/zahlen', label: 'Zahlen' }]
        : [{ href: '/', label: 'Start', current: true }, { href: '/leistungen', label: 'Leistungen A–Z' }, { href: '/postfach', label: 'Postfach', count: 2 }, { href: '/konto', label: 'Mein Konto' }],
    languageSwitch: { current: lang, available: ['de', 'en', 'de-leicht'], returnTo: '/' },
    footerLinks: [{ href: '/impressum', label: 'Impressum' }, { href: '/datenschutz', label: 'Datenschutz' }, { href: '/barrierefreiheit', label: 'Barrierefreiheit' }, { href: '/barriere', label: 'Barriere melden' }, { href: '/quellcode', label: 'Quellcode' }],
  };
}

function Gallery({ state, t }: { state: GalleryState; t: T }): VNode {
  return (
    <>
      <Breadcrumb links={[{ href: '/', label: 'Start' }, { href: '/leistungen', label: 'Leistungen' }]} current="Bausteine" t={t} />
      <PageHeading caption="Gestaltung" title="Alle Bausteine auf einer Seite" lead="So sehen Formulare, Listen und Hinweise aus. Die Daten sind erfunden." meta={<><Badge tone="success" label="Bewilligt" /><span>Vorgang 2026-0417-K</span></>} />
      {formParts(state, t)}
      {messages(t)}
      {lists(state, t)}
      {tables(state, t)}
    </>
  );
}

function formParts(state: GalleryState, t: T): VNode {
  const filled = state === 'filled';
  const error = (text: string): string | undefined => (state === 'error' ? text : undefined);
  const errors = state === 'error' ? [{ name: 'familienname', message: 'Schreiben Sie Ihren Familiennamen.' }, { name: 'geburt', message: 'Das Jahr hat vier Ziffern, zum Beispiel 1984.' }, { name: 'rasse', message: 'Wählen Sie eine Rasse aus.' }, { name: 'nachweis', message: 'Laden Sie den Nachweis hoch.' }, { message: 'Eine Meldung ohne Feld.' }] : [];
  return (
    <Column>
      <ErrorSummary errors={errors} t={t} />
      <Progress current={2} total={5} label="Ihr Hund" t={t} />
      <PostForm action="/antrag/muster" csrf="token" label="Musterformular">
        <Fieldset legend="Über Sie" legendAsHeading={2} hint="Wie auf Ihrem Ausweis.">
          <TextInput name="familienname" label="Familienname" t={t} value={filled ? 'von der Möhlen-Çelik' : ''} error={error('Schreiben Sie Ihren Familiennamen.')} autocomplete="family-name" provenance={filled ? 'Aus Ihrem Konto, von Ihnen angegeben' : undefined} />
          <TextInput name="mail" type="email" label="E-Mail" t={t} required={false} hint="Nur für Rückfragen." value={filled ? 'mina@example.org' : ''} autocomplete="email" why={{ kind: 'asked', text: <p>Damit wir Sie schnell erreichen, wenn etwas fehlt.</p> }} />
          <DateParts name="geburt" label="Geburtsdatum" t={t} hint="Zum Beispiel 7 3 1984" autocomplete="bday" value={filled ? { day: '7', month: '3', year: '1984' } : state === 'error' ? { day: '7', month: '3', year: '84' } : {}} error={error('Das Jahr hat vier Ziffern, zum Beispiel 1984.')} errorParts={['year']} />
          <TextInput name="gebuehr" label="Jahresbeitrag" t={t} width={6} suffix="€" inputmode="decimal" value={filled ? '100,00' : ''} />
        </Fieldset>
        <Fieldset legend="Ihr Hund" legendAsHeading={2}>
          <Select name="rasse" label="Rasse" t={t} options={[{ value: 'mix', label: 'Mischling' }, { value: 'dackel', label: 'Dackel' }]} value={filled ? 'dackel' : ''} error={error('Wählen Sie eine Rasse aus.')} width={20} />
          <YesNo name="chip" label="Hat der Hund einen Chip?" t={t} value={filled ? true : undefined} error={error('Antworten Sie mit Ja oder Nein.')} />
          <Radios name="halten" label="Seit wann halten Sie ihn?" t={t} options={[{ value: 'neu', label: 'Seit weniger als zwei Wochen', hint: 'Dann ist die Anmeldung rechtzeitig.' }, { value: 'alt', label: 'Schon länger' }]} value={filled ? 'neu' : undefined} error={error('Wählen Sie eine Antwort.')} why={{ kind: 'shown', text: 'Sie haben gesagt, dass der Hund schon bei Ihnen wohnt.' }} />
          <Checkboxes name="zweck" label="Wofür halten Sie ihn?" t={t} required={false} options={[{ value: 'haus', label: 'Als Begleiter' }, { value: 'arbeit', label: 'Für die Arbeit' }]} value={filled ? ['haus'] : []} error={error('Wählen Sie höchstens eine Antwort.')} />
          <TextArea name="text" label="Möchten Sie uns noch etwas sagen?" t={t} required={false} maxlength={500} rows={4} value={filled ? 'Er heißt Flocke <und bellt> "nie".' : ''} error={error('Der Text ist zu lang. Kürzen Sie ihn.')} />
          <FileInput name="nachweis" label="Nachweis der Versicherung" t={t} hint="PDF, JPG oder PNG, höchstens 10 MB." uploads={filled ? [{ id: 'u1', filename: 'haftpflicht-police-2026.pdf', size: 1_430_000 }] : []} error={error('Laden Sie den Nachweis hoch.')} multiple />
          <Field name="eigenes" label="Eigenes Feld" t={t}>
            {(w) => <input class="kern-form-input__input" id={w.id} name="eigenes" aria-describedby={w.describedBy} />}
          </Field>
        </Fieldset>
        <Declaration name="erklaerung" label="Ich erkläre, dass meine Angaben stimmen." t={t} checked={filled} error={error('Bestätigen Sie Ihre Angaben.')} />
        <ButtonRow>
          <SubmitButton label="Weiter" icon="arrow" />
          <Button label="Zurück" icon="back" name="gehe" value="zurueck" formnovalidate />
          <Button label="Später weitermachen" variant="tertiary" href="/konto" />
          <Button label="Antrag zurückziehen" variant="danger" name="gehe" value="weg" small />
        </ButtonRow>
      </PostForm>
    </Column>
  );
}

function messages(t: T): VNode {
  return (
    <Section heading="Hinweise">
      <Alert tone="info" title="Ihr Ausweis läuft bald ab">
        <p>Beantragen Sie ihn jetzt neu. <a href="/leistungen">Zur Leistung</a></p>
      </Alert>
      <Alert tone="success" title="Ihr Antrag ist bei uns" live>Sie bekommen eine Nachricht in Ihr Postfach.</Alert>
      <Alert tone="warning" title="Das Register antwortet gerade nicht" />
      <Alert tone="danger" title="Das Hochladen ist nicht gelungen">Versuchen Sie es noch einmal.</Alert>
      <ButtonRow><Badge tone="info" label="In Arbeit" /><Badge tone="success" label="Bewilligt" /><Badge tone="warning" label="Rückfrage" /><Badge tone="danger" label="Überfällig" /><Badge label="Entwurf" /></ButtonRow>
      <InsetText>Die Anmeldung ist Pflicht, auch wenn Sie keine Steuer zahlen müssen.</InsetText>
      <Details summary="Was kostet das?"><p>Das steht in der Satzung Ihrer Stadt.</p></Details>
      <EmptyState title="Noch keine Anträge" action={<Button label="Leistung finden" href="/leistungen" />} level={3}>Wenn Sie einen Antrag stellen, sehen Sie ihn hier.</EmptyState>
      <BackLink href="/" label="Zur Startseite" />
      <SearchBox action="/leistungen" label="Leistung suchen" t={t} />
    </Section>
  );
}

function lists(state: GalleryState, t: T): VNode {
  return (
    <WithAside asideLabel="Auf einen Blick" aside={<DescriptionList compact items={[{ label: 'Gebühr', value: '30,70 €' }, { label: 'Zuständig', value: 'Fachbereich Einwohnerwesen' }]} />}>
      <SummaryList heading="Antworten prüfen" t={t} changeAll="/antrag/muster/1" rows={[{ label: 'Familienname', value: 'von der Möhlen-Çelik', change: '/a', provenance: 'Aus Ihrem Konto' }, { label: 'E-Mail', value: '', change: '/b' }, { label: 'Anschrift', value: 'Beispielweg 4\n06108 Musterstadt' }]} />
      <TaskList tasks={[{ title: 'Ihre Angaben', href: '/1', status: 'Fertig', tone: 'success' }, { title: 'Ihr Hund', href: '/2', hint: 'Etwa drei Minuten', status: 'Begonnen', tone: 'info' }, { title: 'Prüfen und senden', status: 'Noch nicht möglich' }]} />
      <DescriptionList items={[{ label: 'Rechtsgrundlage', value: 'Satzung der Stadt' }, { label: 'Frist', value: 'zwei Wochen' }]} />
      <Timeline label="Verlauf" entries={[{ title: 'Eingegangen', time: '24. November 2026, 10:42 Uhr', datetime: '2026-11-24T10:42:00+01:00', by: 'online' }, { title: 'Rückfrage', time: '25. November 2026', state: 'current', text: <p>Bitte nennen Sie die Chipnummer.</p> }, { title: 'Entscheidung', time: 'voraussichtlich bis 2. Dezember 2026', state: 'coming' }]} />
      <CardList label="Leistungen" cards={[{ title: 'Hund anmelden', href: '/l/1', text: 'Für jeden Hund, der bei Ihnen wohnt.', kind: 'Online', icon: 'animal' }, { title: 'Umzug melden', href: '/l/2', text: 'Innerhalb von zwei Wochen.', meta: <Badge label="Vor Ort" /> }]} />
      <Card title="Eine Karte allein" href="/l/3" text={state === 'filled' ? 'Mit Text.' : undefined} />
      <LinkList links={[{ href: '/l/4', label: 'Hund abmelden', hint: 'Wenn der Hund nicht mehr bei Ihnen wohnt.' }, { href: 'https://example.org', label: 'Termin vereinbaren', external: 'andere Website' }]} />
    </WithAside>
  );
}

function tables(state: GalleryState, t: T): VNode {
  const rows: Child[][] = state === 'empty' ? [] : [['2026-0417-K', 'Hund anmelden', <Badge tone="warning" label="Rückfrage" />, '12,00 €'], ['2026-0421-B', 'Umzug melden', <Badge tone="info" label="In Arbeit" />, '0,00 €']];
  return (
    <Section heading="Tabellen und Zahlen">
      <Tabs label="Ansicht" tabs={[{ href: '#a', label: 'Offen', count: 12, current: true }, { href: '#b', label: 'Erledigt', count: 230 }]} />
      <FilterBar action="/amt" t={t} resetHref="/amt" filters={[{ name: 'q', label: 'Suche' }, { name: 'amt', label: 'Amt', options: [{ value: '', label: 'Alle Ämter' }, { value: '1', label: 'Bürgerservice' }] }]} />
      <Table caption="Vorgänge" columns={[{ label: 'Nummer', nowrap: true, sort: { href: '?s=n', direction: 'ascending' } }, { label: 'Leistung', sort: { href: '?s=l' } }, { label: 'Stand' }, { label: 'Betrag', numeric: true }]} rows={rows} dense foot={state === 'filled' ? ['Summe', '', '', '12,00 €'] : undefined} />
      <Pagination current={4} total={12} href={(page) => `?seite=${page}`} t={t} />
      <StatBar caption="Warum Anträge nicht von allein fertig werden" heads={['Grund', 'Anträge']} t={t} rows={state === 'empty' ? [] : [{ label: 'Anschrift weicht ab', value: 41 }, { label: 'Name nicht eindeutig', value: 17 }, { label: 'Register nicht erreichbar', value: 0 }]} source="Erfundene Werte, Stand 24. November 2026" />
      <Figure label="Median der Bearbeitung" value={state === 'empty' ? null : '2,4 Tage'} note="letzte 90 Tage" t={t} />
    </Section>
  );
}
