import type { Kernel } from '../../kernel/kernel.ts';
import type { PageProvider } from './providers/provider.ts';

/** What the use cases of paying work with. */
export interface Desk {
  kernel: Pick<Kernel, 'db' | 'clock' | 'jobs' | 'events' | 'evidence' | 'log' | 'config' | 'indicators'>;
  /** Undefined where no page provider is configured: then there is the bank transfer. */
  provider: PageProvider | undefined;
}
