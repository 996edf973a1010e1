import type { VNode } from 'preact';
import type { T } from '../../../kernel/i18n/i18n.ts';
import { DescriptionList } from '../../../kernel/ui/index.ts';
import { seedUri } from '../domain/one-time-codes.ts';
import { qrImage } from './qr.ts';

/** The seed for an authenticator app: as a picture to scan and as text to type (WCAG 1.1.1, and for one device only). */
export async function seedView(t: T, seed: string, label: string): Promise<VNode> {
  const image = await qrImage(seedUri(seed, label));
  return (
    <>
      <p>
        <img src={image} width={220} height={220} alt={t('directory.codes.qr')} />
      </p>
      <DescriptionList items={[{ label: t('directory.codes.seed'), value: <code>{seed.replace(/(.{4})(?=.)/g, '$1 ')}</code> }]} />
    </>
  );
}
