import type { VNode } from 'preact';
import type { T } from '../../../kernel/i18n/i18n.ts';
import { Button, ButtonRow, DescriptionList } from '../../../kernel/ui/index.ts';
import { seedUri } from '../domain/one-time-codes.ts';
import { qrImage } from './qr.ts';

/**
 * The seed for an authenticator app: as a picture to scan, as a link that opens the app on the same device, and as text to type
 * (WCAG 1.1.1). The link goes to the device's app, never to a server. `lost` says whose way back is told: an account's codes to
 * recover, or the operator's new invitation.
 */
export async function seedView(t: T, seed: string, label: string, lost: 'account' | 'staff'): Promise<VNode> {
  const address = seedUri(seed, label);
  const image = await qrImage(address);
  return (
    <>
      <p>
        <img src={image} width={220} height={220} alt={t('directory.codes.qr')} />
      </p>
      <ButtonRow>
        <Button label={t('directory.codes.open_app')} href={address} small />
      </ButtonRow>
      <DescriptionList items={[{ label: t('directory.codes.seed'), value: <code>{seed.replace(/(.{4})(?=.)/g, '$1 ')}</code> }]} />
      <p>{t(`directory.codes.lost.${lost}`)}</p>
    </>
  );
}
