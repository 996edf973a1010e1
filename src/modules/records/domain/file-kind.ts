/** Kinds of file that can be shown or read; everything else is kept as it came. */
const previews = new Set(['application/pdf', 'image/png', 'image/jpeg']);
const readable = new Set(['application/pdf', 'message/rfc822', 'text/plain', 'application/json']);

export const hasPreview = (mime: string): boolean => previews.has(mime);
export const hasText = (mime: string): boolean => readable.has(mime);

const byName: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text', ods: 'application/vnd.oasis.opendocument.spreadsheet', zip: 'application/zip',
};

/**
 * The media type by the first bytes; the name only tells apart what is a ZIP inside. What is none of these is
 * `application/octet-stream`: it is kept and handed out, never shown.
 */
export function fileKind(head: Uint8Array, filename: string): string {
  const begin = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 4096)).toString('latin1');
  if (/^%PDF-[12]\.\d/.test(begin)) return 'application/pdf';
  if (begin.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (begin.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  const extension = /\.([a-z0-9]{1,5})$/i.exec(filename)?.[1]?.toLowerCase() ?? '';
  if (begin.startsWith('PK\x03\x04')) return byName[extension] ?? 'application/zip';
  if (/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(begin) || begin === '') return 'application/octet-stream';
  if ((extension === 'eml' || !extension) && isMail(begin)) return 'message/rfc822';
  if (/^\s*[[{]/.test(begin) && extension === 'json') return 'application/json';
  return /<(!doctype|html|script|svg|\?xml)/i.test(begin) ? 'application/octet-stream' : 'text/plain';
}

/** RFC 5322: header fields first, among them one every mail has. */
function isMail(begin: string): boolean {
  return /^(>?From |[\w-]+:)/.test(begin) && /^(from|date|received|message-id|mime-version):/im.test(begin);
}
