import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../kernel/root.ts';
import { plainDate } from '../../../kernel/time/index.ts';
import { book, type PostingKind } from './ledger.ts';
import { recordColumns, writeBatch, type PostingRecord } from './posting-record.ts';

const page = readFileSync(join(projectRoot, 'docs', 'treasury-export.md'), 'utf8');

describe('docs/treasury-export.md', () => {
  it('shows a batch as it is written, byte for byte', () => {
    const shown = /```csv\n([\s\S]*?)```/.exec(page)![1]!.replaceAll('\n', '\r\n');
    const record = (more: Partial<PostingRecord>): PostingRecord => ({
      batch: 7, line: 1, reference: 'RF32V260000421', type: 'SOLL', kind: 'due', bookedOn: plainDate('2026-11-24'), dueOn: null, debit: 'claims', credit: 'revenue', cents: 3070, psp: '1.12.2', account: '431100', way: '', providerReference: '', caseId: '0198b6a0-0000-7000-8000-000000000001', ...more,
    });
    expect(writeBatch([
      record({ dueOn: plainDate('2026-12-08') }),
      record({ line: 2, type: 'IST', kind: 'paid', debit: 'clearing', credit: 'claims', way: 'girocheckout', providerReference: '6d2d31b6-c23f-47c4-8f6c-1a0495f35f0f' }),
      record({ line: 3, type: 'ERST', kind: 'refunded', debit: 'refunds', credit: 'clearing', cents: 1000, way: 'girocheckout', providerReference: '0b7a9c52-5b3e-4a37-9a0f-5d8a2f6c1e11' }),
    ])).toBe(shown);
  });

  it('explains every column', () => {
    for (const column of recordColumns) expect(page, column).toMatch(new RegExp(`^\\| [^|]*\`${column}\``, 'm'));
  });

  it('names the two sides of every booking there is', () => {
    const of = { subject: 's', claimId: 'c', cents: 1 };
    const all = [book.due(of), book.cancelled(of), book.paid(of), book.transferred(of), book.late(of), book.refundDue(of, 'revenue'), book.refundDue(of, 'deposits'), book.refundDropped(of, 'revenue'), book.refundDropped(of, 'deposits'), book.refunded(of, 'clearing'), book.refunded(of, 'bank')];
    const described = new Map([...page.matchAll(/^\| `(\w+)` \| (?:SOLL|IST|ERST) \| ([\w ]+) → ([\w ]+) \|/gm)].map(([, kind, debit, credit]) => [kind, { debit: debit!.split(' or '), credit: credit!.split(' or ') }]));
    expect([...described.keys()].sort()).toEqual([...new Set(all.map(({ kind }): PostingKind => kind))].sort());
    for (const { kind, entries } of all) {
      expect(described.get(kind)!.debit, kind).toContain(entries.find(({ cents }) => cents > 0)!.account);
      expect(described.get(kind)!.credit, kind).toContain(entries.find(({ cents }) => cents < 0)!.account);
    }
  });
});
