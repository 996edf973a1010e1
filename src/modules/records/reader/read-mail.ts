import PostalMime, { type Address } from 'postal-mime';
import type { Mail } from './protocol.ts';

const maxAttachments = 200;

/** Reads an e-mail (RFC 5322, MIME). Mails inside mails stay attachments. */
export async function readMail(bytes: Uint8Array): Promise<Mail> {
  const mail = await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer', forceRfc822Attachments: true, maxNestingDepth: 40, maxHeadersSize: 512 * 1024 });
  if (!mail.headers.some(({ key }) => ['from', 'date', 'received', 'message-id'].includes(key))) throw new TypeError('not a mail');
  if (mail.attachments.length > maxAttachments) throw new RangeError('too many attachments');
  const date = mail.date === undefined ? NaN : Date.parse(mail.date);
  return {
    subject: mail.subject ?? '',
    from: addresses(mail.from ? [mail.from] : [])[0] ?? '',
    to: addresses(mail.to ?? []),
    cc: addresses(mail.cc ?? []),
    date: Number.isNaN(date) ? null : new Date(date).toISOString(),
    messageId: mail.messageId ?? null,
    text: mail.text ?? plain(mail.html ?? ''),
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({ filename, mime: mimeType, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content) })),
  };
}

function addresses(list: readonly Address[]): string[] {
  return list.flatMap((entry) => (entry.group ?? [entry]).map(({ name, address }) => (name ? `${name} <${address}>` : address))).slice(0, 100);
}

/** Words of an HTML body, for search and for reading; it is never shown as HTML. */
function plain(html: string): string {
  return html.slice(0, 2_000_000).replace(/<(style|script|head)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, ' ').replace(/<(br|\/p|\/div|\/tr|\/li)\b[^>]*>/gi, '\n').replace(/<[^>]*>/g, ' ')
    .replace(/&(nbsp|amp|lt|gt|quot|#39);/g, (_whole, name: string) => ({ nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? ' ');
}
