import type { Kernel } from '../../../../kernel/kernel.ts';
import { createBreaker } from '../../../../kernel/resilience/breaker.ts';
import { buildRequest, readMessage, type Call, type CallValues, type Outcome, type Project } from '../../../../standards/girocheckout/index.ts';
import type { Hint, Order, PageProvider, PaymentMethod, RefundOrder, RefundResult, StartResult, StatusReport } from '../provider.ts';
import { ask, overHttp, type Asked, type Transport } from './client.ts';

export interface GirocheckoutOptions {
  /** Base URL of the API, "https://payment.girosolution.de/girocheckout/api/v2/": the vendor moves platforms. */
  url: string;
  /** Payment page projects (type 32). New payments use the first; all verify and are asked about. */
  projects: readonly Project[];
  /** Origins of the payment page, where it is not the API's. */
  pageOrigins?: readonly string[];
  /** A project in test mode: shown as such by the vendor's page. */
  test: boolean;
  transport?: Transport;
  now?: () => number;
}

/** From the configuration; undefined where GiroCheckout is not set up. */
export function girocheckoutProvider(kernel: Pick<Kernel, 'config'>): PageProvider | undefined {
  const { girocheckout } = kernel.config;
  return girocheckout && createGirocheckout({ ...girocheckout, test: kernel.config.demo });
}

const methodsFor = 5 * 60_000;

/** GiroCheckout's payment page as a provider: one page, single successful payment, methods as the project offers them. */
export function createGirocheckout(options: GirocheckoutOptions): PageProvider {
  const { projects, now = Date.now, transport = overHttp(options.url) } = options;
  const byId = new Map(projects.map((project) => [project.projectId, project]));
  const first = projects[0]!;
  // around new payments only: questions about money go on, whatever happens
  const breaker = createBreaker({ failures: 3, openMs: 20_000, now });
  let methods: { list: readonly PaymentMethod[]; until: number } | undefined;

  function call<C extends Call>(project: Project, name: C, values: CallValues<C>): Promise<Asked<C>> {
    const request = buildRequest(project, name, values);
    if (!request.ok) return Promise.resolve({ result: 'refused', code: request.problems.map(({ key, field }) => `${key}:${field}`).join(' ') });
    return ask(transport, project, name, request);
  }

  return {
    key: 'girocheckout',
    project: first.projectId,
    origins: [...new Set([new URL(options.url).origin, ...(options.pageOrigins ?? [])])],

    async methods() {
      if (methods && methods.until > now()) return methods.list;
      if (!breaker.mayPass()) return methods?.list ?? [];
      const asked = await call(first, 'paypage/projects', {});
      if (asked.result !== 'answered') {
        breaker.failed();
        return [];
      }
      breaker.succeeded();
      const list = new Map(asked.answer.projects.map(({ paymethod, name }) => [paymethod, { code: paymethod, name: name || `GiroCheckout ${paymethod}` }]));
      methods = { list: [...list.values()], until: now() + methodsFor };
      return methods.list;
    },

    async start(order: Order): Promise<StartResult> {
      if (!breaker.mayPass()) return { result: 'refused', code: 'circuit_open' };
      const { method, lang, reference, purpose, merchantTxId, amountCents, successUrl, failUrl, backUrl, notifyUrl } = order;
      const asked = await call(projectOf(order), 'paypage/init', {
        merchantTxId, amount: amountCents, currency: 'EUR', purpose, pagetype: 1, single: 2, type: 'SALE', locale: lang, ...(method === null ? {} : { paymethods: [method] }), test: options.test, successUrl, backUrl, failUrl, notifyUrl, kassenzeichen: reference,
      });
      if (asked.result === 'lost' || asked.result === 'unreachable') breaker.failed();
      else breaker.succeeded();
      if (asked.result === 'answered') return { result: 'open', reference: asked.answer.reference, pageUrl: asked.answer.url };
      if (asked.result === 'refused') return asked;
      return asked.result === 'unreachable' ? { result: 'refused', code: 'unreachable' } : { result: 'lost' };
    },

    async status(of): Promise<StatusReport> {
      const asked = await call(projectOf(of), 'transaction/status', { reference: of.reference });
      if (asked.result === 'answered') {
        const { outcome, resultPayment, merchantTxId, amount, currency, reference } = asked.answer;
        if (reference.toLowerCase() !== of.reference.toLowerCase()) return { result: 'unreachable' };
        return { result: 'known', outcome: certainty(outcome), code: resultPayment, merchantTxId, amount: String(amount), currency };
      }
      return asked.result === 'refused' && asked.code === transactionUnknown ? { result: 'unknown' } : { result: 'unreachable' };
    },

    async refund(order: RefundOrder): Promise<RefundResult> {
      const asked = await call(projectOf(order), 'transaction/refund:paypage', { merchantTxId: order.merchantTxId, amount: order.amountCents, currency: 'EUR', purpose: order.purpose, reference: order.of });
      if (asked.result === 'answered') {
        const { outcome, reference, resultPayment } = asked.answer;
        return outcome === 'paid' ? { result: 'done', reference } : outcome === 'failed' ? { result: 'refused', code: resultPayment } : { result: 'pending', reference };
      }
      if (asked.result === 'refused') return asked;
      return asked.result === 'unreachable' ? { result: 'refused', code: 'unreachable' } : { result: 'lost' };
    },

    readHint(rawQuery): Hint | undefined {
      for (const project of projects) {
        const read = readMessage(project, 'paypage', rawQuery);
        if (!read.ok) continue;
        const { reference, merchantTxId, amount, currency, resultPayment } = read.hint;
        return { project: project.projectId, reference, merchantTxId, amount: String(amount), currency, code: resultPayment };
      }
      return undefined;
    },
  };

  /** A project that was taken out of the configuration can no longer be asked: its first successor has to know. */
  function projectOf({ project }: { project: string }): Project {
    return byId.get(project) ?? first;
  }
}

/** "Transaktion nicht vorhanden". */
const transactionUnknown = '5034';

/** An unknown result code says nothing about money: it is asked again, and never booked. */
function certainty(outcome: Outcome): 'paid' | 'failed' | 'pending' {
  return outcome === 'unknown' ? 'pending' : outcome;
}
