/**
 * Base words that German administrative compounds are made of, folded (ä → a, ß → ss). Our own list; a word that stands
 * here is found inside longer ones. At least four letters, else it would be found by chance; the shorter ones that matter
 * (`amt`, `weg`) only as the last part of a word.
 */
const list = `
abfall abgabe abgaben abmeldung abnahme abrechnung abschluss abschrift absprache abstand abteilung abwasser acker
akte akten aktion allee alter altlast ampel anfrage anhang anhorung anlage anlagen anliegen anlieger anmeldung annahme
anordnung anschrift anspruch antrag antrags anwalt anwohner anzeige anzeigen arbeit arbeits archiv arzt aufenthalt aufgabe
auflage aufnahme aufsicht auftrag aufwand aufzug ausbau ausbildung ausgabe auskunft ausland auslander aussage ausschreibung
ausschuss ausweis auszug auto bahn bande bank bau bauer baum bauplatz beamte beamten bedarf befreiung befund behinderten
bearbeiter bearbeiterin bearbeitung beginn behorde behorden beihilfe beirat beistand beitrag beitrags bekanntmachung belastung beleg beleuchtung benachrichtigung
benutzung beratung berechtigung bereich bericht beruf berufs bescheid bescheinigung beschluss beschwerde besitz bestatigung besuch
betreuung betrieb betriebs beurkundung bewerbung bewilligung bewohner bezirk bibliothek bild bilder bildung boden brand
brief briefe brucke brucken buch bucher bucherei budget bundes burger burgschaft burgersteig bussgeld campus chip container
dach daten datum dauer deckung denkmal dienst dienste dokument dokumente domain drucker ehe ehren eigen eigentum
eigentumer eingang einheit einkommen einlass einnahme einrichtung einsatz einsicht einspruch einwilligung einwohner einzel
eltern empfang energie entgelt entschadigung entscheidung entsorgung entwasserung entwicklung entwurf erbe erben erbschaft
ergebnis erhebung erklarung erlass erlaubnis ermittlung ersatz erstattung erteilung ertrag erweiterung erwerb erziehung
fach fahrer fahrerlaubnis fahrrad fahrt fahrzeug fahrzeuge fall familie familien feier ferien fern fest festsetzung feuer
feuerwehr finanz finanzen firma flache flachen flucht fluchtling fluss forderung form formular forst fortbildung fracht frau
frei freiheit freizeit friedhof frist fund garage garten gast gaststatte gebaude geber gebiet gebuhr gebuhren geburt geburts
gehalt gehweg geld gelder gemeinde gemeinschaft genehmigung gericht gerichts gesamt geschaft geschafts geschwindigkeit gesetz
gesprach gesuch gesundheit gewasser gewerbe gewicht glaubiger grab grenze grund grundbuch grundstuck grundschule gruppe
gultigkeit gutachten gymnasium haft haftung halter halterin haltung handel handels handlung handwerk hafen halt halte haus haushalt
hauser heim heirat heiz heizung helfer hilfe hilfen hinweis hinweise hochbau hochschule hochwasser hof hund hunde hunds identitat
immobilie immissions impf industrie information ingenieur inhaber innen instandsetzung interesse internet investition jagd jahr jahres
jugend kabel kalender kammer kanal kanzlei karte karten kasse kassen kataster kauf kaufer kennzeichen kfz kind kinder kindergarten
kirche kirchen klage klima klinik kommission kommune kommunal konto kontrolle konzept kosten kraftfahrzeug kranken krankenhaus
kredit kreis kultur kunde kunden kundigung kunst kurs laden lager land landes landschaft larm last laub lauf leben lebens
leistung leistungen leitung lern licht liefer lieferung liegenschaft lizenz lohn luft mahnung makler management mangel
markt masse massnahme medien mehrheit meister melde meldung miet miete mieter minder minister mitarbeiter mitglied mitteilung
mittel mobil monat monats motor mull museum musik nachbar nachlass nachricht nachtrag nachweis nachweise name namens natur
neben neubau niederschrift norm notar notfall nutzung nutzungs oberschule objekt offen offentlichkeit offnung opfer ordnung
ordnungs organ organisation ortschaft ortsteil pacht paket papier park parken parkplatz partei pass passe pendler person
personal personen personlichkeit pfand pflanzen pflege pflicht plakat plan plane planung platz platze polizei post postfach
preis presse privat probe produkt projekt protokoll prozess prufung prufungs quittung rathaus raum raume recht rechte rechts
rechnung rechnungs referat reform regel register reinigung reise reisen rente renten reparatur ressort rettung rettungs revision
richtlinie risiko rohr rucknahme ruckerstattung ruckstand ruckzahlung ruhe rundfunk sache sachen sachverhalt sammlung sanierung
satz satzung satzungs schaden schadens schein scheidung schicht schiene schiff schild schilder schloss schluss schrift schriften schul schulden schule
schuler schulen schutz schwerbehinderten schwimmbad sekretariat senioren service sicherheit sicherung sieger sitz sitzung
software sonder sozial spende sperre sperr spiel spielplatz sport sprache sprach spruch staat staats staatsangehorigkeit stadion stadt stadte
stand standes standort statistik status stelle stellen sterbe steuer steuern stiftung strafe straf strasse strassen streit
strom student studie stunde stundung tabelle tafel tage tagung tarif tatigkeit technik telefon termin termine test tier tiere tiefbau titel
tourismus trager transport trasse treffen trinkwasser uberlassung ubernahme ubersicht uberwachung umbau umlage umschlag umsatz umwelt
umzug unfall unterhalt unterlage unterlagen unternehmen unterricht unterschrift unterstutzung untersuchung urkunde urkunden urlaub
urteil veranlagung veranstaltung verantwortung verband verbot verbrauch verein vereins verfahren verfahrens verfugung vergabe
vergleich vergutung verhandlung verkauf verkehr verkehrs verlangerung verlust vermerk vermessung vermietung vermogen verordnung
verpflichtung versammlung versand versicherung versicherungs versorgung verteilung vertrag vertrags vertretung verwaltung
verwaltungs verzeichnis vieh volk volkshochschule vollmacht vollstreckung vorgang vorhaben vormund vorschrift vorstand waffen
wagen wahl wahlen wald wappen waren wasser wechsel wege werbung werk werkstatt wert wertstoff wetter widerruf widerspruch widmung
wirtschaft wissenschaft woche wohn wohngeld wohnsitz wohnung wohnungen wohnungs zahl zahlung zahlungs zeichen zeit zeiten zeitung
zentral zentrum zeuge zeugnis zins zinsen zone zonen zoll zugang zulage zulassung zulassungs zuschlag zuschuss zustand zustandigkeit
zustellung zustimmung zuwendung zwang zwangs zweck zweit zwischen zylinder`;

export const lexicon: ReadonlySet<string> = new Set(list.trim().split(/\s+/));

/** Short words that count only at the end of a word. */
export const shortHeads: ReadonlySet<string> = new Set(['amt', 'weg', 'bau', 'bad', 'hof', 'ort', 'rat', 'tag', 'tor', 'uhr', 'zug', 'akt', 'bus', 'typ', 'lok']);

/** Words too common to look for, folded. */
export const stopWords: ReadonlySet<string> = new Set(`aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim bin bis bist da damit dann das dass dazu dein deine
dem den denn der des dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euch euer fur gegen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre
ihrem ihren ihrer ihres im in ins ist jede jedem jeden jeder jedes kann kein keine keinem keinen keiner konnen konnte mein meine mich mir mit muss mussen nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen
seiner sich sie sind so soll sollen sollte sondern sonst uber um und uns unser unsere unter viel vom von vor wahrend war waren was weil welche welchem welchen welcher welches wenn wer werde werden wie wieder will wir wird wirst wo
wollen wurde wurden zu zum zur zwar`.split(/\s+/));
