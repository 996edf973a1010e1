import { toString as qrCode } from 'qrcode';
import type { CardData, Documents } from '../../kernel/documents/index.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import { file, type Answer } from '../../kernel/http/types.ts';
import { localize, type Lang } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { formatDate } from '../../kernel/time/index.ts';
import { office } from '../directory/index.ts';
import { areas, permitOffice } from './city.ts';
import { coverage, permitState } from './domain/terms.ts';
import type { Permit } from './store.ts';

type Kernelish = Pick<Kernel, 'config' | 'clock' | 'i18n'> & { documents: Documents };

/** Address in the QR code: says nothing by itself. */
export const checkUrl = (kernel: Pick<Kernel, 'config'>, permit: Pick<Permit, 'documentToken'>): string => `${kernel.config.publicUrl}/pruefen/${permit.documentToken}`;

/** The permit to print, as an answer to whoever may have it. @throws notFound() when it is not in force. */
export async function documentAnswer(kernel: Kernelish, permit: Permit | undefined, lang: Lang): Promise<Answer> {
  if (!permit || permitState(permit, kernel.clock.today()) !== 'valid') throw notFound();
  return file({ body: await permitDocument(kernel, permit, lang), mime: 'application/pdf', name: `Parkausweis-${permit.number}.pdf`, inline: true });
}

/** The permit to print, as PDF/UA-1, for a permit in force. */
async function permitDocument(kernel: Kernelish, permit: Permit, lang: Lang): Promise<Uint8Array> {
  const t = kernel.i18n.translator(lang);
  const documentLang = lang === 'en' ? 'en' : 'de';
  const covered = coverage(permit.terms, kernel.clock.today())!;
  const sender = office(kernel, permitOffice);
  const url = checkUrl(kernel, permit);
  const data: CardData = {
    letterhead: { authority: authority(kernel), ...(sender ? { unit: localize(sender.name, lang), footer: [[localize(sender.name, lang), sender.address], [sender.phone, sender.email]].map((lines) => lines.filter((line) => line !== 'nicht belegt')) } : {}) },
    ...(kernel.config.demo ? { marking: t('permits.document.demo') } : {}),
    heading: t('permits.document.title'),
    number: permit.number,
    fields: [
      { label: t('permits.plate'), value: permit.plate ?? '', big: true },
      { label: t('permits.area'), value: areas(kernel).name(permit.area) },
      { label: t('permits.valid_from'), value: formatDate(covered.from, documentLang) },
      { label: t('permits.valid_until'), value: formatDate(covered.until, documentLang) },
    ],
    code: { svg: await qrCode(url, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' }), alt: t('permits.document.code_alt', { url }), caption: t('permits.document.code_caption') },
    notes: [t('permits.document.note_display'), t('permits.document.note_plate'), t('permits.document.note_lost')],
  };
  return kernel.documents.render({ template: 'card', data, standard: 'ua-1', title: `${t('permits.document.title')} ${permit.number}`, lang: documentLang });
}

function authority(kernel: Pick<Kernel, 'config'>): string {
  const city = kernel.config.city;
  return city === 'halle' ? 'Stadt Halle (Saale)' : `Stadt ${city.charAt(0).toUpperCase()}${city.slice(1)}`;
}
