import { join } from 'node:path';
import type pg from 'pg';
import { sql } from 'kysely';
import type { Config } from './config/config.ts';
import { createDb, createPool, type Db } from './db/db.ts';
import { createDocuments, type Documents } from './documents/index.ts';
import { createEvents, type Events } from './events/events.ts';
import { createEvidence, type Evidence } from './evidence/evidence.ts';
import { createHttp, type HttpServer } from './http/server.ts';
import { createI18n, type I18n } from './i18n/i18n.ts';
import { createIndicators, type Indicators } from './indicators/indicators.ts';
import { createJobs, type Jobs } from './jobs/jobs.ts';
import { createKeys, installationSecrets, type Keys } from './keys/keys.ts';
import { createLog, type Log } from './log/log.ts';
import { createMail, type Mail } from './mail/mail.ts';
import { createNavigation, type Navigation } from './navigation/navigation.ts';
import { createObjectReferences, openObjectStore, type ObjectReferences, type ObjectStore } from './objects/index.ts';
import { createParts, type Parts } from './parts/parts.ts';
import { createPrivacy, type Privacy } from './privacy/privacy.ts';
import { projectRoot } from './root.ts';
import { createSessions, type Sessions } from './session/sessions.ts';
import { systemClock, type Clock } from './time/index.ts';

/** What every module stands on. One per process; modules receive it in `register(kernel)`. */
export interface Kernel {
  config: Config;
  clock: Clock;
  db: Db;
  pool: pg.Pool;
  keys: Keys;
  i18n: I18n;
  log: Log;
  http: HttpServer;
  sessions: Sessions;
  jobs: Jobs;
  events: Events;
  mail: Mail;
  evidence: Evidence;
  objects: ObjectStore;
  /** Which objects the modules' rows name: for `./stadttor objects check`. */
  objectReferences: ObjectReferences;
  documents: Documents;
  parts: Parts;
  indicators: Indicators;
  privacy: Privacy;
  navigation: Navigation;
  /** Called once when everything is registered and the database is up: seed data, publish packages. */
  onStart(task: (say: (line: string) => void) => Promise<void>): void;
  /** Lines printed above the ready line: the demo's log-ins. */
  greet(line: string): void;
}

/** A module's index.ts exports one of these; main.ts calls them from the lowest floor up. */
export interface Module {
  name: string;
  register(kernel: Kernel): void | Promise<void>;
}

export interface KernelHandle {
  kernel: Kernel;
  startTasks: ((say: (line: string) => void) => Promise<void>)[];
  greetings: string[];
  close(): Promise<void>;
}

/** Puts the kernel together for a migrated database. `databaseUrl` is the owner's; the pool drops to the app role. */
export async function createKernel(options: { config: Config; databaseUrl: string; clock?: Clock; log?: Log }): Promise<KernelHandle> {
  const { config } = options;
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLog(config);
  const pool = createPool(options.databaseUrl, config.databasePool);
  const db = createDb(pool);
  const secrets = installationSecrets(config);
  const keys = createKeys(secrets);
  const i18n = createI18n();
  const sessions = createSessions({ db, clock });
  const objects = await openObjectStore(config, secrets);
  const navigation = createNavigation();
  const jobs = createJobs({ log, clock });
  const evidence = createEvidence({ db, clock, keys, objects, ...config.evidence });
  jobs.every('evidence.grow', 1000, async () => void (await evidence.grow()));
  const documents = createDocuments({ templateDirs: [join(projectRoot, 'src', 'kernel', 'documents', 'templates')] });
  const ready = async () => void (await sql`select 1`.execute(db));
  const startTasks: KernelHandle['startTasks'] = [];
  const greetings: string[] = [];
  const kernel: Kernel = {
    config,
    clock,
    db,
    pool,
    keys,
    i18n,
    log,
    sessions,
    objects,
    objectReferences: createObjectReferences(),
    navigation,
    jobs,
    documents,
    http: createHttp({ config, db, clock, keys, i18n, log, sessions, objects, navigation, ready }),
    events: createEvents({ db, jobs, clock }),
    mail: createMail({ db, jobs, clock, config }),
    evidence,
    parts: createParts(),
    indicators: createIndicators({ clock }),
    privacy: createPrivacy(),
    onStart: (task) => void startTasks.push(task),
    greet: (line) => void greetings.push(line),
  };
  return {
    kernel,
    startTasks,
    greetings,
    async close() {
      await kernel.http.app.close();
      await jobs.stop();
      await documents.close();
      await db.destroy();
    },
  };
}
