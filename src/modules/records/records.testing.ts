import { uuidv7 } from '../../kernel/ids/index.ts';
import type { Permission } from '../../kernel/access/access.ts';
import type { Principal } from '../../kernel/session/sessions.ts';
import { createTestKernel, type TestBrowser, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { plainDate } from '../../kernel/time/index.ts';
import { directoryModule } from '../directory/index.ts';
import { recordsModule, fileWhole, type Filed, type Filing, type FilingDocument } from './index.ts';

export type StaffPrincipal = Extract<Principal, { kind: 'staff' }>;

export function colleague(offices: string[], permissions: Permission[], id = uuidv7()): StaffPrincipal {
  return { kind: 'staff', id, name: 'Test Person', role: 'test', permissions, offices };
}

export const clerkRights: Permission[] = ['records.read', 'records.work'];
export const leadRights: Permission[] = ['records.read', 'records.work', 'records.confidential', 'records.manage', 'records.procedure'];

export interface RecordsTest extends TestKernel {
  /** A document whose bytes lie in the store. */
  document(ref: string, content: string | Uint8Array, more?: Partial<FilingDocument>): Promise<FilingDocument>;
  file(filing?: Partial<Filing>): Promise<Filed>;
  rows<R>(query: string, values?: unknown[]): Promise<R[]>;
  as(person: StaffPrincipal): Promise<TestBrowser>;
  /** Posts a form with files, as browsers do. */
  upload(browser: TestBrowser, path: string, fields: Record<string, string>, files: { field: string; name: string; content: string | Uint8Array }[]): Promise<{ statusCode: number; body: string; headers: Record<string, unknown> }>;
  /** Lets waiting jobs become due, whatever the real clock says, and runs all. */
  workAll(): Promise<void>;
}

export async function createRecordsTest(env: Record<string, string> = {}): Promise<RecordsTest> {
  const t = await createTestKernel({ modules: [directoryModule, recordsModule], env });
  const { kernel } = t;
  return {
    ...t,
    async document(ref, content, more = {}) {
      const stored = await kernel.objects.put(typeof content === 'string' ? new TextEncoder().encode(content) : content);
      return { ref, kind: 'other', title: `Schreiben ${ref}`, filename: `${ref}.txt`, mime: 'text/plain', day: plainDate('2026-11-24'), ...stored, ...more };
    },
    file: (filing = {}) => fileWhole(kernel, {
      source: 'test', ref: uuidv7(), position: '32.2-BPA', office: 'parken', title: 'Ein Vorgang', otherNumbers: [], openedOn: plainDate('2026-11-24'), closedOn: null, accountId: null, documents: [], actor: { kind: 'system', id: null }, ...filing,
    }),
    rows: async <R>(query: string, values: unknown[] = []) => (await t.ownerPool.query(query, values)).rows as R[],
    async as(person) {
      const browser = t.browser();
      await browser.signInAs(person);
      return browser;
    },
    async upload(browser, path, fields, files) {
      const token = kernel.keys.sign('csrf', browser.cookies.get('__Host-stadttor')!);
      const boundary = `b${uuidv7()}`;
      const parts = [...Object.entries({ _csrf: token, ...fields }).map(([name, value]) => Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)),
        ...files.map(({ field, name, content }) => Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')])),
        Buffer.from(`--${boundary}--\r\n`)];
      return kernel.http.app.inject({ method: 'POST', url: path, headers: { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '), host: 'localhost:8080', 'content-type': `multipart/form-data; boundary=${boundary}`, 'sec-fetch-site': 'same-origin' }, payload: Buffer.concat(parts) });
    },
    async workAll() {
      for (let round = 0; round < 3; round++) {
        await t.ownerPool.query(`update graphile_worker._private_jobs set run_at = now() - interval '1 minute' where locked_at is null`);
        await t.work();
      }
    },
  };
}

/** A page with one line of text in a font every reader brings along. */
export function smallPdf(line: string): Uint8Array {
  const content = `BT /F1 24 Tf 40 100 Td (${line}) Tj ET`;
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>', `<</Length ${content.length}>>stream\n${content}\nendstream`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>'];
  let out = '%PDF-1.4\n';
  const at = objects.map((object, index) => { const offset = out.length; out += `${index + 1} 0 obj${object}endobj\n`; return offset; });
  const start = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${at.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(out, 'latin1'));
}

/** A mail with a PDF attached. */
export const smallMail = (subject: string, text: string) => `From: "Beispiel, Erika" <erika@example.org>\r\nTo: amt@example.org\r\nSubject: ${subject}\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n--x\r\nContent-Type: application/pdf; name="Beleg.pdf"\r\nContent-Disposition: attachment; filename="Beleg.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(smallPdf('Beleg')).toString('base64')}\r\n--x--\r\n`;
