import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { permissions } from '../../../kernel/access/access.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { projectRoot } from '../../../kernel/root.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import { offices, roles } from '../../directory/index.ts';
import { deliveryLimits } from '../domain/delivery.ts';
import { filingPlan } from '../plan.ts';
import { maxReadable } from '../reader/reader.ts';
import { allClients } from '../store/clients.ts';

/** What the running installation is, as far as the documentation of the procedure has to say it (GoBD Rn. 151–155). */
export interface ProcedureFacts {
  version: string;
  node: string;
  postgres: string;
  city: string;
  demo: boolean;
  objects: string;
  inbox: boolean;
  mail: boolean;
  roles: { name: string; permissions: string[] }[];
  /** Permissions that nobody's role has. */
  unused: string[];
  offices: { key: string; name: string }[];
  plan: { source: string; numbers: { file: string; caseFile: string }; positions: { key: string; title: string; office: string; years: number; disposal: string }[] };
  clients: { name: string; office: string; positions: string[]; active: boolean }[];
  appendOnly: string[];
  migrations: { owner: string; name: string; appliedOn: string; hash: string }[];
  limits: { readableMb: number; deliveryDocuments: number; documentGb: number };
}

export async function collectProcedure(kernel: Kernel): Promise<ProcedureFacts> {
  const { db, config } = kernel;
  const plan = filingPlan(kernel);
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  const [postgres, appendOnly, migrations, clients] = await Promise.all([
    sql<{ v: string }>`select current_setting('server_version') as v`.execute(db),
    sql<{ name: string }>`select format('%s.%s', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and obj_description(c.oid, 'pg_class') like 'append-only%' order by 1`.execute(db),
    sql<{ owner: string; name: string; day: string; hash: string }>`select owner, name, (applied_at at time zone 'Europe/Berlin')::date::text as day, hash from kernel.migration where owner in ('kernel', 'records', 'cases') order by name`.execute(db),
    allClients(db),
  ]);
  const granted = new Set<string>(Object.values(roles).flat());
  return {
    version: manifest.version,
    node: process.versions.node,
    postgres: postgres.rows[0]!.v,
    city: config.city,
    demo: config.demo,
    objects: config.s3 ? 's3' : 'folder',
    inbox: config.recordsInbox !== undefined,
    mail: config.smtpUrl !== undefined,
    roles: Object.entries(roles).map(([name, list]) => ({ name, permissions: [...list] })),
    unused: permissions.filter((permission) => !granted.has(permission)),
    offices: offices(kernel).map(({ key, name }) => ({ key, name: localize(name, 'de') })),
    plan: { source: plan.source, numbers: plan.numbers, positions: [...plan.positions.values()].map(({ key, title, office, retentionYears, disposal }) => ({ key, title: title.de, office, years: retentionYears, disposal })) },
    clients: clients.map(({ name, office, positions, active }) => ({ name, office, positions, active })),
    appendOnly: appendOnly.rows.map(({ name }) => name),
    migrations: migrations.rows.map((row) => ({ owner: row.owner, name: row.name, appliedOn: row.day, hash: row.hash.slice(0, 16) })),
    limits: { readableMb: maxReadable / 1024 ** 2, deliveryDocuments: deliveryLimits.documents, documentGb: deliveryLimits.documentBytes / 1024 ** 3 },
  };
}
