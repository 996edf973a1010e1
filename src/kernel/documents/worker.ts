import { createRenderer, DocumentFault, type Renderer } from './renderer.ts';
import type { Answer, Order } from './protocol.ts';

// The document worker's entry: started as TypeScript by the house (documents.ts), it lives as long as the channel does.
let renderer: Renderer | undefined;

process.on('disconnect', () => process.exit(0));

process.on('message', (order: Order) => {
  const answer = carryOut(order);
  // No callback: if the house is gone, 'disconnect' ends this process.
  process.send?.(answer, undefined, undefined, () => undefined);
});

function carryOut(order: Order): Answer {
  try {
    renderer ??= createRenderer(order.options);
    const pdf = order.kind === 'render' ? renderer.render(order) : renderer.warm();
    return { id: order.id, ok: true, pdf, rss: process.memoryUsage.rss() };
  } catch (error) {
    const fault = error instanceof DocumentFault ? error : new DocumentFault('DOCUMENT_TEMPLATE', 'The document worker met an unexpected fault.');
    return { id: order.id, ok: false, code: fault.code, message: fault.message, rss: process.memoryUsage.rss() };
  }
}
