import { buildRequest, readAnswer, readMessage, type Call, type CallValues, type Project, type ReadAnswer, type ReadMessage } from '../../standards/girocheckout/index.ts';
import { createProvider, demoProjects, virtualWorld, type Fault, type Provider, type ProviderOptions, type VirtualWorld } from './index.ts';

/** A merchant in the same process, who speaks by the codec: the two are written apart and must understand each other. */
export interface Merchant {
  world: VirtualWorld;
  provider: Provider;
  project: Project;
  /** Status of the next answers to notifies. */
  answers: (() => number)[];
  /** What was told, in order, with the time. */
  told: { at: number; url: string; read: ReadMessage }[];
  ask<C extends Call>(call: C, values: CallValues<C>, project?: Project): Promise<ReadAnswer<C>>;
  /** Opens a page over 30,70 €. */
  open(more?: Partial<CallValues<'paypage/init'>>): Promise<string>;
}

export const base = 'https://provider.example/girocheckout/api/v2/';
export const page: CallValues<'paypage/init'> = {
  merchantTxId: 'p-1-x', amount: 3070, currency: 'EUR', purpose: '4200000000061', single: 2, test: true, kassenzeichen: '4200000000061',
  successUrl: 'https://portal.example/ok?a=1', failUrl: 'https://portal.example/fail', backUrl: 'https://portal.example/back', notifyUrl: 'https://portal.example/notify',
};

export function merchant(faults: Fault[] = [], options: Partial<ProviderOptions> & { seed?: number } = {}): Merchant {
  const project: Project = { merchantId: '1000001', projectId: '10032', passwords: ['simulation'] };
  const told: Merchant['told'] = [];
  const answers: Merchant['answers'] = [];
  const world = virtualWorld({
    seed: options.seed ?? 1,
    async get(url) {
      told.push({ at: world.now(), url, read: readMessage(project, 'paypage', new URL(url).search) });
      return (answers.shift() ?? (() => 200))();
    },
  });
  const provider = createProvider({ world, projects: demoProjects(), faults, ...options });
  const ask: Merchant['ask'] = async (call, values, by = project) => {
    const request = buildRequest(by, call, values);
    if (!request.ok) throw new Error(JSON.stringify(request.problems));
    const response = await provider.fetch(base + request.path, { method: 'POST', headers: { 'content-type': request.contentType }, body: request.body });
    return readAnswer(by, call, new Uint8Array(await response.arrayBuffer()), response.headers.get('hash'));
  };
  const open: Merchant['open'] = async (more = {}) => {
    const read = await ask('paypage/init', { ...page, ...more });
    if (!read.ok) throw new Error(JSON.stringify(read));
    return read.answer.reference;
  };
  return { world, provider, project, told, answers, ask, open };
}
