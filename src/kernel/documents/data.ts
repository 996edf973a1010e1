/** What the kernel's templates read. Texts are plain; "\n" breaks a line, an empty line a paragraph. */

/** A picture as SVG text (a QR code, a coat of arms). The alternative text is compulsory. */
export interface Picture { svg: string; alt: string }

export interface Letterhead {
  /** "Stadt Halle (Saale)" */
  authority: string;
  /** "Fachbereich Mobilität" */
  unit?: string;
  logo?: Picture;
  /** The sender on one line, for the window of an envelope; made from authority if left out. */
  sender?: string;
  /** Columns of lines at the foot of every first page: address, opening hours, contact. */
  footer?: string[][];
}

export interface LabelledValue { label: string; value: string }

export type LetterBlock =
  | { type: 'paragraph'; text: string }
  /** Level 2 if left out; level 3 only below a level 2. */
  | { type: 'heading'; text: string; level?: 2 | 3 }
  | { type: 'list'; items: string[]; ordered?: boolean }
  | { type: 'keyvalue'; rows: LabelledValue[] }
  | { type: 'table'; caption?: string; columns: { label: string; align?: 'left' | 'right' }[]; rows: string[][] }
  | { type: 'box'; title?: string; text: string; tone?: 'info' | 'success' | 'warning' }
  /** Instruction on remedies (§ 37 Abs. 6 VwVfG, § 58 VwGO), under its own heading. */
  | { type: 'legal-remedy'; title?: string; text: string }
  /** `widthMm` 40 if left out. */
  | { type: 'picture'; picture: Picture; widthMm?: number };

/** What a letter says, from the subject to the close, and what it refers to. */
export interface LetterText {
  reference: {
    caseNumber?: string;
    /** As it shall read: "24. November 2026". */
    date: string;
    /** Without a clerk the letter says that it was made automatically. */
    clerk?: { name: string; room?: string; phone?: string; email?: string };
    more?: LabelledValue[];
  };
  subject: string;
  /** About the letter itself, above the salutation: which of two texts binds. */
  notice?: string;
  salutation?: string;
  blocks: LetterBlock[];
  closing?: {
    /** "Mit freundlichen Grüßen" if left out. */
    greeting?: string;
    name?: string;
    /** For automatic letters a sentence that no signature is needed, if left out. */
    note?: string;
  };
  enclosures?: string[];
}

/** Template `letter`: DIN 5008 form B. The document's title is usually the subject. */
export interface LetterData extends LetterText {
  letterhead: Letterhead;
  /** Words on every page such as "Demonstration – Personen und Daten sind erfunden". */
  marking?: string;
  /** The address, line by line, at most six. */
  recipient: string[];
  /** A line above the address: how the letter comes, such as "Mit der Post". */
  delivery?: string;
  /** The template's own words in Leichte Sprache; in the document's language if left out. */
  wording?: 'de-leicht';
  /** The whole letter once more in the language that binds, under a heading of its own and tagged with its language. */
  binding?: LetterText & { lang: 'de' | 'en'; heading: string };
}

/** Template `copy`: what someone declared, for them to keep (§ 9a OZG). An empty value reads "keine Angabe". */
export interface CopyData {
  letterhead: Letterhead;
  marking?: string;
  /** The heading: "Kopie Ihres Antrags". */
  heading: string;
  intro?: string;
  reference: LabelledValue[];
  sections: { title: string; rows: { label: string; value: string | string[]; provenance?: string }[] }[];
  /** Last words: what happens next, how to correct something. */
  notes?: string[];
}

/** Template `card`: a document to print and carry, such as a permit. */
export interface CardData {
  letterhead: Letterhead;
  marking?: string;
  heading: string;
  /** Number of the document for people. */
  number?: string;
  /** The first field marked `big` is the largest thing on the page. */
  fields: { label: string; value: string; big?: boolean }[];
  code?: Picture & { caption?: string };
  notesTitle?: string;
  notes?: string[];
}

/** Template `report`: several pages of headings, texts and tables, such as a monitor's state or a council paper. */
export interface ReportData {
  letterhead: Letterhead;
  marking?: string;
  heading: string;
  intro?: string;
  reference: LabelledValue[];
  blocks: LetterBlock[];
  notes?: string[];
}
