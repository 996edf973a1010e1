import type { VNode } from 'preact';
import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import { isUuid } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { normalise } from '../../../standards/din91379/index.ts';
import { Badge, Button, ButtonRow, Checkboxes, PageHeading, PostForm, Radios, Section, Stack, SubmitButton, Table, TextInput } from '../../../kernel/ui/index.ts';
import { readEmail } from '../domain/email.ts';
import { offices } from '../offices.ts';
import { roleNames, type Role } from '../roles.ts';
import { allStaff, staffById, type StaffRow } from '../store.ts';
import { addStaff, changeStaff, inviteAgain } from '../use-cases/manage-staff.ts';
import { EmailField, err, FormPage, text, type Errors } from '../web/parts.tsx';

const list = z.union([z.string(), z.array(z.string())]).default([]).transform((value) => (Array.isArray(value) ? value : [value]));
const body = z.object({ email: text, name: text, role: text, offices: list, active: text });
type Body = z.output<typeof body>;
const params = z.object({ id: z.string() });
const manage = staff('staff.manage');

/** `/amt/personen`: who works here, with which role, for which offices. */
export function registerPeople(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path: '/amt/personen', summary: 'Members of staff', access: manage, query: z.object({ hinweis: z.enum(['eingeladen', 'gespeichert']).optional().catch(undefined) }), handler: (ctx) => listPage(kernel, ctx, ctx.query.hinweis) });
  kernel.http.route({ method: 'GET', path: '/amt/personen/neu', summary: 'Form for a new member of staff', access: manage, handler: (ctx) => personPage(kernel, ctx, undefined, { email: '', name: '', role: '', offices: [], active: 'ja' }, {}) });
  kernel.http.route({
    method: 'POST', path: '/amt/personen/neu', summary: 'Add and invite a member of staff', access: manage, body,
    async handler(ctx) {
      const input = readPerson(kernel, ctx.body, true);
      if (!input.ok) return personPage(kernel, ctx, undefined, ctx.body, input.errors);
      const added = await addStaff(kernel, { email: input.email, ...input.person });
      return added ? redirect('/amt/personen?hinweis=eingeladen') : personPage(kernel, ctx, undefined, ctx.body, { email: 'directory.error.email_taken' });
    },
  });
  kernel.http.route({
    method: 'GET', path: '/amt/personen/:id', summary: 'One member of staff', access: manage, params,
    async handler(ctx) {
      const person = await load(kernel, ctx.params.id);
      return personPage(kernel, ctx, person, { ...person, active: person.active ? 'ja' : 'nein' }, {});
    },
  });
  kernel.http.route({
    method: 'POST', path: '/amt/personen/:id', summary: 'Change role and offices', access: manage, params, body,
    async handler(ctx) {
      const person = await load(kernel, ctx.params.id);
      const input = readPerson(kernel, ctx.body, false);
      const own = ctx.principal.kind === 'staff' && ctx.principal.id === person.id;
      if (!input.ok) return personPage(kernel, ctx, person, ctx.body, input.errors);
      // nobody locks themselves out: there must be somebody left who may do this
      if (own && (input.person.role !== person.role || ctx.body.active !== 'ja')) return personPage(kernel, ctx, person, ctx.body, { role: 'directory.error.own_role' });
      await changeStaff(kernel, person.id, { ...input.person, active: ctx.body.active === 'ja' });
      return redirect(own ? '/amt/anmelden' : '/amt/personen?hinweis=gespeichert');
    },
  });
  kernel.http.route({
    method: 'POST', path: '/amt/personen/:id/einladen', summary: 'Set somebody’s log-in up anew', access: manage, params,
    async handler(ctx) {
      const person = await load(kernel, ctx.params.id);
      await inviteAgain(kernel, person.id);
      return redirect('/amt/personen?hinweis=eingeladen');
    },
  });
}

async function load(kernel: Kernel, id: string): Promise<StaffRow> {
  const person = isUuid(id) ? await staffById(kernel.db, id) : undefined;
  if (!person) throw notFound();
  return person;
}

function readPerson(kernel: Kernel, input: Body, withEmail: boolean): { ok: true; email: string; person: { name: string; role: Role; offices: string[] } } | { ok: false; errors: Errors } {
  const errors: Errors = {};
  const email = readEmail(input.email);
  const name = normalise(input.name).slice(0, 120);
  const role = roleNames.find((known) => known === input.role);
  const known = offices(kernel).map((entry) => entry.key);
  if (withEmail && !email) errors['email'] = 'directory.error.email';
  if (name === '') errors['name'] = 'directory.error.staff_name';
  if (!role) errors['role'] = 'directory.error.role';
  if (!input.offices.every((key) => known.includes(key)) || ((role === 'clerk' || role === 'lead') && input.offices.length === 0)) errors['offices'] = 'directory.error.offices';
  if (Object.keys(errors).length > 0 || !role) return { ok: false, errors };
  return { ok: true, email: email ?? '', person: { name, role, offices: input.offices } };
}

const officeNames = (kernel: Kernel, keys: readonly string[], lang: Ctx['lang']) => offices(kernel).filter((entry) => keys.includes(entry.key)).map((entry) => localize(entry.name, lang)).join(', ');

async function listPage(kernel: Kernel, { t, lang }: Ctx, notice: 'eingeladen' | 'gespeichert' | undefined): Promise<Answer> {
  const title = t('directory.people.title');
  const rows = (await allStaff(kernel.db)).map((person) => [
    <a href={`/amt/personen/${person.id}`}>{person.name}</a>, person.email, t(`directory.role.${person.role}`), officeNames(kernel, person.offices, lang), stateBadge(person, t),
  ]);
  const main = (
    <Stack>
      {notice ? <p role="status"><Badge tone="success" label={t(`directory.people.${notice}`)} /></p> : null}
      <PageHeading title={title} lead={t('directory.people.lead')} />
      <ButtonRow><Button label={t('directory.people.add')} href="/amt/personen/neu" variant="primary" /></ButtonRow>
      <Table caption={title} captionHidden dense columns={['name', 'email', 'role', 'offices', 'state'].map((key) => ({ label: t(`directory.people.${key}`) }))} rows={rows} />
    </Stack>
  );
  return page({ title, main, section: 'staff' });
}

function stateBadge(person: StaffRow, t: Ctx['t']): VNode {
  if (!person.active) return <Badge label={t('directory.people.state.inactive')} />;
  if (!person.password_hash) return <Badge tone="warning" label={t('directory.people.state.invited')} />;
  if (!person.code_seed) return <Badge tone="warning" label={t('directory.people.state.no_code')} />;
  return <Badge tone="success" label={t('directory.people.state.active')} />;
}

function personPage(kernel: Kernel, { t, csrf, lang }: Ctx, person: StaffRow | undefined, input: Body, errors: Errors): Answer {
  const title = person ? person.name : t('directory.people.add');
  const action = person ? `/amt/personen/${person.id}` : '/amt/personen/neu';
  const main = (
    <FormPage t={t} title={title} errors={errors} back={{ href: '/amt/personen', label: t('directory.people.title') }} {...(person ? { lead: person.email } : {})}>
      <PostForm action={action} csrf={csrf} label={title}>
        {person ? null : <EmailField t={t} value={input.email} errors={errors} label={t('directory.people.email')} />}
        <TextInput name="name" label={t('directory.people.name')} value={input.name} autocomplete="off" t={t} {...err(errors, 'name', t)} />
        <Radios name="role" label={t('directory.people.role')} value={input.role} options={roleNames.map((role) => ({ value: role, label: t(`directory.role.${role}`), hint: t(`directory.role.${role}.hint`) }))} t={t} {...err(errors, 'role', t)} />
        <Checkboxes name="offices" label={t('directory.people.offices')} hint={t('directory.people.offices.hint')} value={input.offices} options={offices(kernel).map((entry) => ({ value: entry.key, label: localize(entry.name, lang) }))} t={t} {...err(errors, 'offices', t)} />
        {person ? <Radios name="active" label={t('directory.people.active')} inline value={input.active} options={[{ value: 'ja', label: t('directory.people.state.active') }, { value: 'nein', label: t('directory.people.state.inactive') }]} t={t} /> : null}
        <ButtonRow><SubmitButton label={t(person ? 'directory.people.save' : 'directory.people.invite')} icon="check" /></ButtonRow>
      </PostForm>
      {person?.active ? (
        <Section heading={t('directory.people.again')} intro={t('directory.people.again.text')}>
          <PostForm action={`/amt/personen/${person.id}/einladen`} csrf={csrf} label={t('directory.people.again')}>
            <ButtonRow><Button label={t('directory.people.again.button')} /></ButtonRow>
          </PostForm>
        </Section>
      ) : null}
    </FormPage>
  );
  return page({ title, main, section: 'staff', hasErrors: Object.keys(errors).length > 0 });
}
