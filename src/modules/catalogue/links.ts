import type { Kernel } from '../../kernel/kernel.ts';
import { saveLinkCheck, targetsOf } from './store.ts';

type Answered = { url: string; reachable: boolean; detail: string };
type Look = (url: string) => Promise<Answered | 'no network'>;

/**
 * Looks whether the targets of services elsewhere still answer. When not a single one can be reached at all, it is our own
 * network that is missing: then nothing is recorded, and pages go on saying when somebody last looked.
 */
export async function checkLinks(kernel: Kernel, look: Look = lookAt): Promise<{ checked: number; broken: string[] }> {
  const answers = [];
  for (const url of await targetsOf(kernel.db)) answers.push({ url, answer: await look(url) });
  if (answers.every(({ answer }) => answer === 'no network')) return { checked: 0, broken: [] };
  const broken: string[] = [];
  for (const { url, answer } of answers) {
    const { reachable, detail } = answer === 'no network' ? { reachable: false, detail: 'unreachable' } : answer;
    if (!reachable) broken.push(url);
    await saveLinkCheck(kernel.db, { url, at: kernel.clock.now(), reachable, detail });
  }
  return { checked: answers.length, broken };
}

async function lookAt(url: string): Promise<Answered | 'no network'> {
  try {
    const response = await fetch(url, { method: 'GET', redirect: 'follow', signal: AbortSignal.timeout(10_000), headers: { 'user-agent': 'Stadttor link check' } });
    await response.body?.cancel();
    // a page that wants a log-in or refuses robots is there; only "gone" and faults of the server are not
    const reachable = response.status < 400 || response.status === 401 || response.status === 403 || response.status === 429;
    return { url, reachable, detail: `HTTP ${response.status}` };
  } catch {
    return 'no network';
  }
}
