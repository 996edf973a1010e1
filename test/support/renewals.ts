import type pg from 'pg';
import { uuidv7 } from '../../src/kernel/ids/index.ts';
import { formatNumber } from '../../src/standards/checkdigit/index.ts';

/** The demo resident and the service she uses: everything fits, so that no clerk is involved. */
export const resident = { id: '00000000-0000-7000-8000-000000000001', email: 'lena.sommer@example.org', password: 'stadttor-demo-2026' };
export const service = 'bewohnerparkausweis-verlaengern';

/** A browser without JavaScript, over TCP: keeps cookies and the form token, follows nothing by itself. */
export interface Client {
  url: string;
  get(path: string): Promise<Reply>;
  post(path: string, fields?: Record<string, string>): Promise<Reply>;
  /** What a program that speaks HTTP by other means has to send. */
  headers(): Record<string, string>;
  csrf(): string;
}

export interface Reply {
  status: number;
  location: string;
  body: string;
}

/** `address`: where it seems to come from, behind a proxy. */
export function createClient(url: string, address?: string): Client {
  const cookies = new Map<string, string>();
  let token = '';
  const client: Client = {
    url,
    headers: () => ({ cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...(address ? { 'x-forwarded-for': address } : {}) }),
    csrf: () => token,
    get: (path) => send(path, {}),
    post: (path, fields = {}) =>
      send(path, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }, body: new URLSearchParams({ _csrf: token, ...fields }).toString() }),
  };
  async function send(path: string, init: { method?: string; headers?: Record<string, string>; body?: string }): Promise<Reply> {
    const response = await fetch(client.url + path, { ...init, redirect: 'manual', headers: { ...client.headers(), ...init.headers }, signal: AbortSignal.timeout(20_000) });
    const body = await response.text();
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '') cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    token = /name="_csrf" value="([^"]+)"/.exec(body)?.[1] ?? token;
    return { status: response.status, location: response.headers.get('location') ?? '', body };
  }
  return client;
}

export async function logIn(url: string): Promise<Client> {
  const client = createClient(url);
  await client.get('/konto/anmelden');
  const reply = await client.post('/konto/anmelden', { email: resident.email, password: resident.password, weiter: '/konto' });
  if (reply.status !== 303) throw new Error(`The demo resident could not log in: ${reply.status}`);
  await client.get('/konto');
  return client;
}

/** Fills in a renewal of the resident's own permit up to the review page, as a person would; returns the draft's id. */
export async function fillInRenewal(client: Client, permitId: string): Promise<string> {
  await client.get(`/antrag/${service}`);
  let at = (await client.post(`/antrag/${service}`, { gegenstand: permitId })).location;
  const answers: Record<string, Record<string, string>> = {
    sie: {
      'name.given': 'Lena Marie', 'name.family': 'Sommer', 'geburtsdatum.day': '14', 'geburtsdatum.month': '5', 'geburtsdatum.year': '1990',
      'anschrift.street': 'Mansfelder Straße', 'anschrift.number': '17', 'anschrift.postcode': '06108', 'anschrift.city': 'Halle (Saale)',
    },
    fahrzeug: { aenderung: 'nichts', halter: 'ich' },
    erklaerung: { wohnt_dort: 'ja', kein_stellplatz: 'ja' },
  };
  while (!at.endsWith('/pruefen')) {
    const page = at.split('/').at(-1)!;
    const form = await client.get(at);
    const reply = await client.post(at, answers[page] ?? {});
    if (reply.status !== 303 || reply.location === at) throw new Error(`The page ${page} was not taken (${reply.status}): ${/<main[\s\S]*<\/main>/.exec(reply.body || form.body)?.[0].replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').slice(0, 800)}`);
    at = reply.location;
  }
  await client.get(at);
  return at.split('/')[3]!;
}

/** The permit of the demo resident that the demo came with. */
export async function ownPermit(client: pg.ClientBase | pg.Pool): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select id from permits.permit where account_id = $1 order by number limit 1', [resident.id]);
  return rows[0]!.id;
}

/** Of no year a resident draws numbers in; another one whenever the program starts, because a data folder may see several. */
let serial = 1_000_000 + (Math.floor(Date.now() / 10) % 90_000_000);

/**
 * So many drafts like the one filled in, each ready to be sent and about a permit of its own: the same holder, plate and
 * area, so that every one is granted by itself. Returns their ids.
 */
export async function copyDrafts(client: pg.ClientBase | pg.Pool, draftId: string, count: number): Promise<string[]> {
  const copies = Array.from({ length: count }, () => ({ draft: uuidv7(), permit: uuidv7(), number: formatNumber({ prefix: 'PA', year: 2025, serial: (serial += 1) }) }));
  const columns = [copies.map(({ draft }) => draft), copies.map(({ permit }) => permit), copies.map(({ number }) => number)];
  await client.query(
    `with copy as (select * from unnest($2::uuid[], $3::uuid[], $4::text[]) as c(draft, permit, number)),
      template as (select d.*, p.id as permit_id from forms.draft d join permits.permit p on p.id = d.subject_ref::uuid where d.id = $1),
      permit as (
        insert into permits.permit (id, number, account_id, family_name, given_names, street, house_number, postcode, city, plate, plate_key, area, document_token, issued_at)
        select c.permit, c.number, p.account_id, p.family_name, p.given_names, p.street, p.house_number, p.postcode, p.city, p.plate, p.plate_key, p.area, 'kopie-' || c.permit, p.issued_at
        from copy c, template t join permits.permit p on p.id = t.permit_id
      ), term as (
        insert into permits.term (id, permit_id, kind, valid_from, valid_until, created_at)
        select gen_random_uuid(), c.permit, e.kind, e.valid_from, e.valid_until, e.created_at from copy c, template t join permits.term e on e.permit_id = t.permit_id where e.case_id is null
      )
      insert into forms.draft (id, service, version_hash, owner_kind, owner_id, channel, subject_ref, answers, reached, done, lang, revision, created_at, updated_at)
      select c.draft, t.service, t.version_hash, t.owner_kind, t.owner_id, t.channel, c.permit::text, t.answers, t.reached, t.done, t.lang, t.revision, t.created_at, t.updated_at from copy c, template t`,
    [draftId, ...columns],
  );
  return copies.map(({ draft }) => draft);
}

/** A permit like the resident's own, as it was before anybody renewed it: for whoever comes after another journey. */
export async function freshPermit(client: pg.ClientBase | pg.Pool): Promise<string> {
  const id = uuidv7();
  await client.query(
    `insert into permits.permit (id, number, account_id, family_name, given_names, street, house_number, postcode, city, plate, plate_key, area, document_token, issued_at)
      select $1::uuid, $2, account_id, family_name, given_names, street, house_number, postcode, city, plate, plate_key, area, 'frisch-' || $1::text, issued_at from permits.permit where id = $3::uuid`,
    [id, formatNumber({ prefix: 'PA', year: 2025, serial: 499_999 }), await ownPermit(client)],
  );
  await client.query(`insert into permits.term (id, permit_id, kind, valid_from, valid_until, created_at) select gen_random_uuid(), $1::uuid, kind, valid_from, valid_until, created_at from permits.term where permit_id = $2::uuid and case_id is null`, [id, await ownPermit(client)]);
  return id;
}
