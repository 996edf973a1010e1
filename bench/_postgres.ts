import pg from 'pg';
import { startEmbeddedPostgres } from '../src/kernel/db/embedded.ts';
import { appRole } from '../src/kernel/db/db.ts';

/** The database of a data folder, without a Stadttor in front of it. */
export interface Postgres {
  url: string;
  /** Where it listens: a Unix socket. */
  socket: string;
  /** As its owner. */
  owner: pg.Client;
  stop(): Promise<void>;
}

export async function startPostgres(dataDir: string): Promise<Postgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, say: console.log });
  const owner = new pg.Client({ connectionString: postgres.url });
  await owner.connect();
  return {
    url: postgres.url,
    socket: `${new URL(postgres.url).searchParams.get('host')}/.s.PGSQL.5432`,
    owner,
    async stop() {
      await owner.end();
      await postgres.stop();
    },
  };
}

/** Connections as the application has them, and nothing else of it. */
export async function connections(url: string, count: number): Promise<pg.Client[]> {
  const clients = Array.from({ length: count }, () => new pg.Client({ connectionString: url, options: `-c role=${appRole}` }));
  await Promise.all(clients.map((client) => client.connect()));
  return clients;
}
