import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMigrations as migrateWorker } from 'graphile-worker';
import pg from 'pg';
import { appRole } from '../db/db.ts';
import { OperatorError } from '../errors/errors.ts';
import { projectRoot } from '../root.ts';

interface Migration {
  owner: string;
  name: string;
  sql: string;
  hash: string;
}

/**
 * Brings the database to this version: every `migrations/*.sql` of the kernel and of the modules, in the order of their
 * time stamps, each in its own transaction, behind one advisory lock so that two replicas starting at once migrate once.
 * Then grants the app role what it may do: nothing but SELECT and INSERT on tables commented 'append-only', nothing but
 * SELECT and the append function in schema `evidence`.
 */
export async function migrate(url: string, say: (line: string) => void = () => undefined): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('stadttor.migrate'))`);
    await ensureAppRole(client);
    await migrateWorker({ connectionString: url });
    await client.query(`create schema if not exists kernel;
      create table if not exists kernel.migration (owner text not null, name text not null, hash text not null, applied_at timestamptz not null default now(), primary key (owner, name))`);
    const applied = new Map((await client.query<{ owner: string; name: string; hash: string }>('select owner, name, hash from kernel.migration')).rows.map((row) => [`${row.owner}/${row.name}`, row.hash]));
    const pending: Migration[] = [];
    for (const migration of findMigrations()) {
      const hash = applied.get(`${migration.owner}/${migration.name}`);
      if (hash === undefined) pending.push(migration);
      else if (hash !== migration.hash) throw new OperatorError(`The migration ${migration.owner}/${migration.name} was changed after it had been applied to this database.`);
    }
    if (pending.length > 0) say(`Updating the database: ${pending.length} ${pending.length === 1 ? 'step' : 'steps'} …`);
    for (const migration of pending) await apply(client, migration);
    await grant(client);
  } finally {
    await client.end();
  }
}

function findMigrations(): Migration[] {
  const source = join(projectRoot, 'src');
  const owners = [['kernel', join(source, 'kernel')], ...readdirSync(join(source, 'modules')).map((name) => [name, join(source, 'modules', name)])] as [string, string][];
  const found: Migration[] = [];
  for (const [owner, dir] of owners) {
    const folder = join(dir, 'migrations');
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.sql'))) {
      const sql = readFileSync(join(folder, name), 'utf8');
      found.push({ owner, name, sql, hash: createHash('sha256').update(sql).digest('hex') });
    }
  }
  return found.sort((a, b) => (a.owner === 'kernel' ? 0 : 1) - (b.owner === 'kernel' ? 0 : 1) || a.name.localeCompare(b.name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.sql);
    await client.query('insert into kernel.migration (owner, name, hash) values ($1, $2, $3)', [migration.owner, migration.name, migration.hash]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new OperatorError(`The migration ${migration.owner}/${migration.name} failed: ${(error as Error).message}.`);
  }
}

async function ensureAppRole(client: pg.Client): Promise<void> {
  try {
    // two databases of one cluster may do this at once: the role is the cluster's
    await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = '${appRole}') then
        begin create role ${appRole} nologin; exception when duplicate_object or unique_violation then null; end;
      end if;
      if not pg_has_role(current_user, '${appRole}', 'member') then grant ${appRole} to current_user; end if;
    end $$`);
  } catch (error) {
    throw new OperatorError(`The database user cannot use the role ${appRole}. Run once as administrator: CREATE ROLE ${appRole}; GRANT ${appRole} TO <database user>; (${(error as Error).message})`);
  }
}

async function grant(client: pg.Client): Promise<void> {
  const schemas = (await client.query<{ name: string }>(`select nspname as name from pg_namespace where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public', 'graphile_worker', 'evidence')`)).rows;
  for (const { name } of schemas) {
    await client.query(`grant usage on schema "${name}" to ${appRole};
      grant select, insert, update, delete on all tables in schema "${name}" to ${appRole};
      grant usage on all sequences in schema "${name}" to ${appRole};
      grant execute on all functions in schema "${name}" to ${appRole}`);
  }
  const appendOnly = (await client.query<{ name: string }>(`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and obj_description(c.oid, 'pg_class') like 'append-only%'`)).rows;
  for (const { name } of appendOnly) await client.query(`revoke update, delete, truncate on ${name} from ${appRole}`);
  await client.query(`revoke all on kernel.migration from ${appRole}; grant select on kernel.migration to ${appRole}`);
}
