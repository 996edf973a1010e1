import { join } from 'node:path';
import { createDocuments } from '../src/kernel/documents/index.ts';
import { samples } from '../src/kernel/documents/samples.ts';
import { projectRoot } from '../src/kernel/root.ts';
import { percentile, round, type Result } from './_result.ts';

const MB = 1024 * 1024;
const LETTERS = 1000;

/**
 * One letter of two pages as people and record get it, each with words of its own, over the worker's channel and one
 * after the other; the memory of the worker after each letter. No recycling: the ceiling is out of reach.
 */
export async function bench(): Promise<Result[]> {
  const documents = createDocuments({ templateDirs: [join(projectRoot, 'src', 'kernel', 'documents', 'templates')], rssCeiling: 4000 * MB });
  try {
    await documents.warm();
    const { letter } = await samples();
    const times: Record<'ua-1' | 'a-3a', number[]> = { 'ua-1': [], 'a-3a': [] };
    const memory: number[] = [];
    for (let index = 0; index < LETTERS; index += 1) {
      const data = { ...(letter.data as object), salutation: `Guten Tag Nummer ${index},`, subject: `Ihre Genehmigung ${index} wurde verlängert` };
      const attachments = [{ name: 'data.json', mime: 'application/json', description: 'Angaben', content: Buffer.from(JSON.stringify(data)) }];
      for (const standard of ['ua-1', 'a-3a'] as const) {
        // Each export alone, as if the other had not been made: other words, so nothing is remembered from it.
        const own = { ...data, closing: { name: `${standard} ${index}` } };
        const start = performance.now();
        await documents.render({ ...letter, data: own, standard, attachments: standard === 'a-3a' ? attachments : [] });
        times[standard].push(performance.now() - start);
      }
      memory.push((documents.workers()[0]?.rss ?? Number.NaN) / MB);
    }
    const settled = memory[Math.floor(LETTERS / 10)] ?? Number.NaN;
    const growth = Math.max(...memory.slice(-100)) - settled;
    const largest = Math.max(...memory);
    return [
      ...(['ua-1', 'a-3a'] as const).map((standard): Result => {
        const value = round(percentile(times[standard], 50));
        return { id: 'letter', what: `export ${standard}, 2 pages, p50 of ${LETTERS} (p95 ${round(percentile(times[standard], 95))})`, value, unit: 'ms', against: 'limit', goal: '≤ 25', holds: value <= 25 };
      }),
      { id: 'letter', what: 'document worker, largest resident memory', value: round(largest, 0), unit: 'MB', against: 'limit', goal: '≤ 350', holds: largest <= 350 },
      { id: 'letter', what: `document worker, growth from letter ${LETTERS / 10} to ${LETTERS}`, value: round(growth, 0), unit: 'MB', against: 'flat', goal: '≤ 30', holds: growth <= 30 },
    ];
  } finally {
    await documents.close();
  }
}
