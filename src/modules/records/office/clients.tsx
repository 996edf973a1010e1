import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Alert, Badge, Breadcrumb, Button, ButtonRow, Checkboxes, Column, DescriptionList, EmptyState, ErrorSummary, PageHeading, PostForm, Select, Stack, SubmitButton, Table, TextInput } from '../../../kernel/ui/index.ts';
import { offices } from '../../directory/index.ts';
import { filingPlan } from '../plan.ts';
import { allClients, clientById } from '../store/clients.ts';
import { addClient, newKey, switchClient } from '../use-cases/manage-clients.ts';
import { moment, officeName, viewer } from './words.ts';

const path = '/amt/akten/schnittstellen';
const access = staff('records.clients');
const params = z.object({ id: z.uuid() });
const list = z.union([z.array(z.string().max(60)), z.string().max(60).transform((one) => [one])]).catch([]);

/** Programs that may deliver: names, places and keys; nothing of what they delivered. */
export function registerClientPages(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path, summary: 'Programs that may deliver into the files', access, handler: (ctx) => listPage(kernel, ctx) });
  kernel.http.route({
    method: 'POST', path, summary: 'Adds a program that may deliver', access, body: z.object({ name: z.string().max(200), amt: z.string().max(60), stellen: list }),
    async handler(ctx) {
      const input = { name: ctx.body.name, office: ctx.body.amt, positions: ctx.body.stellen, by: viewer(ctx).id };
      const done = await addClient(kernel, input);
      return done.ok ? redirect(`${path}/${done.id}`) : listPage(kernel, ctx, { ...input, error: done.key });
    },
  });
  kernel.http.route({ method: 'GET', path: `${path}/:id`, summary: 'One program that may deliver', access, params, handler: (ctx) => clientPage(kernel, ctx, ctx.params.id) });
  kernel.http.route({
    method: 'POST', path: `${path}/:id/schluessel`, summary: 'Makes a new key and shows it once', access, params,
    async handler(ctx) {
      const key = await newKey(kernel, ctx.params.id);
      if (key === undefined) throw notFound();
      // shown here and never again: there is no address that could show it a second time
      return clientPage(kernel, ctx, ctx.params.id, key);
    },
  });
  kernel.http.route({
    method: 'POST', path: `${path}/:id/schalten`, summary: 'Stops a program, or lets it deliver again', access, params, body: z.object({ aktiv: z.enum(['ja', 'nein']) }),
    async handler(ctx) {
      await switchClient(kernel, ctx.params.id, ctx.body.aktiv === 'ja');
      return redirect(`${path}/${ctx.params.id}`);
    },
  });
}

async function listPage(kernel: Kernel, ctx: Ctx, typed?: { name: string; office: string; positions: readonly string[]; error: string }): Promise<Answer> {
  const { t, lang } = ctx;
  const clients = await allClients(kernel.db);
  const plan = filingPlan(kernel);
  const wrong = (field: string) => (typed?.error.endsWith(field) ? { error: t(typed.error) } : {});
  const fields: Record<string, string> = { 'records.error.client_name': 'name', 'records.error.client_taken': 'name', 'records.error.client_office': 'amt', 'records.error.client_positions': 'stellen' };
  const main = (
    <Stack>
      {typed ? <ErrorSummary t={t} errors={[{ name: fields[typed.error] ?? 'name', message: t(typed.error) }]} /> : null}
      <PageHeading title={t('records.clients')} lead={t('records.clients.lead')} />
      {clients.length === 0 ? (
        <EmptyState title={t('records.clients.empty.title')}>{t('records.clients.empty')}</EmptyState>
      ) : (
        <Table
          dense
          caption={t('records.clients')}
          captionHidden
          columns={[{ label: t('records.client.name') }, { label: t('records.office') }, { label: t('records.client.positions') }, { label: t('records.client.deliveries'), numeric: true }, { label: t('records.client.state') }]}
          rows={clients.map((client) => [<a href={`${path}/${client.id}`}>{client.name}</a>, officeName(kernel, client.office, lang), client.positions.join(', '), String(client.deliveries), <Badge tone={client.active ? (client.hasKey ? 'success' : 'warning') : 'danger'} label={t(`records.client.state.${client.active ? (client.hasKey ? 'active' : 'no_key') : 'stopped'}`)} />])}
        />
      )}
      <Column>
        <h2>{t('records.client.add')}</h2>
        <PostForm action={path} csrf={ctx.csrf} label={t('records.client.add')}>
          <TextInput name="name" label={t('records.client.name')} hint={t('records.client.name.hint')} t={t} value={typed?.name ?? ''} spellcheck={false} {...wrong('client_name')} {...wrong('client_taken')} />
          <Select name="amt" label={t('records.office')} t={t} value={typed?.office ?? ''} options={offices(kernel).map(({ key, name }) => ({ value: key, label: localize(name, lang) }))} {...wrong('client_office')} />
          <Checkboxes name="stellen" label={t('records.client.positions')} hint={t('records.client.positions.hint')} t={t} options={[...plan.positions.values()].map(({ key, title }) => ({ value: key, label: `${key} ${localize(title, lang)}` }))} value={typed?.positions ?? []} {...wrong('client_positions')} />
          <ButtonRow>
            <SubmitButton label={t('records.client.add.button')} />
          </ButtonRow>
        </PostForm>
      </Column>
    </Stack>
  );
  return page({ title: t('records.clients'), section: 'staff', main, hasErrors: typed !== undefined });
}

async function clientPage(kernel: Kernel, ctx: Ctx, id: string, key?: string): Promise<Answer> {
  const { t, lang } = ctx;
  const client = await clientById(kernel.db, id);
  if (!client) throw notFound();
  const main = (
    <Column>
      <Breadcrumb links={[{ href: path, label: t('records.clients') }]} current={client.name} t={t} />
      <PageHeading title={client.name} meta={<Badge tone={client.active ? 'success' : 'danger'} label={t(`records.client.state.${client.active ? 'active' : 'stopped'}`)} />} />
      {key === undefined ? null : (
        <Alert tone="success" title={t('records.client.key.new')} live>
          <p>
            <code>{key}</code>
          </p>
          <p>{t('records.client.key.once')}</p>
        </Alert>
      )}
      <DescriptionList
        items={[
          { label: t('records.office'), value: officeName(kernel, client.office, lang) },
          { label: t('records.client.positions'), value: client.positions.join(', ') },
          { label: t('records.opened'), value: moment(client.createdAt, lang) },
          { label: t('records.client.deliveries'), value: String(client.deliveries) },
          { label: t('records.client.key'), value: t(client.hasKey ? 'records.client.key.there' : 'records.client.key.none') },
          ...(kernel.config.recordsInbox ? [{ label: t('records.client.folder'), value: client.name }] : []),
        ]}
      />
      <PostForm action={`${path}/${id}/schluessel`} csrf={ctx.csrf} label={t('records.client.key.make')}>
        <ButtonRow>
          <SubmitButton label={t('records.client.key.make')} />
        </ButtonRow>
        {client.hasKey ? <p class="st-hint">{t('records.client.key.hint')}</p> : null}
      </PostForm>
      <PostForm action={`${path}/${id}/schalten`} csrf={ctx.csrf} label={t(client.active ? 'records.client.stop' : 'records.client.start')}>
        <ButtonRow>
          <Button name="aktiv" value={client.active ? 'nein' : 'ja'} label={t(client.active ? 'records.client.stop' : 'records.client.start')} />
        </ButtonRow>
      </PostForm>
    </Column>
  );
  return page({ title: client.name, section: 'staff', main });
}
