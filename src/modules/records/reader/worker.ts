import type { Answer, Order, Result, Work } from './protocol.ts';
import { readMail } from './read-mail.ts';
import { pdfPicture, pdfText } from './read-pdf.ts';
import { redraw } from './read-picture.ts';

// The reader's entry: a process without environment, network use, or right to write, that looks at strangers' files.
process.on('disconnect', () => process.exit(0));

process.on('message', (order: Order) => {
  void carryOut(order).then((answer) => process.send?.(answer, undefined, undefined, () => undefined));
});

process.send?.('ready', undefined, undefined, () => undefined);

async function carryOut({ id, packages, work }: Order): Promise<Answer> {
  try {
    return { id, ok: true, result: await read(work, packages) };
  } catch {
    // what a parser says may quote the file
    return { id, ok: false };
  }
}

async function read(work: Work, packages: string): Promise<Result> {
  if (work.kind === 'mail') return { kind: 'mail', ...(await readMail(work.bytes)) };
  if (work.kind === 'picture') return { kind: 'picture', ...(work.mime === 'application/pdf' ? await pdfPicture(work.bytes, work.page, packages) : await redraw(work.bytes)) };
  if (work.mime === 'application/pdf') return { kind: 'text', ...(await pdfText(work.bytes, packages)) };
  if (work.mime === 'message/rfc822') {
    const mail = await readMail(work.bytes);
    return { kind: 'text', text: [mail.subject, mail.from, ...mail.to, mail.text].join('\n'), pages: 0 };
  }
  return { kind: 'text', text: new TextDecoder('utf-8').decode(work.bytes), pages: 0 };
}
