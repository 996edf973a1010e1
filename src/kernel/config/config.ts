import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import * as z from 'zod';
import { OperatorError } from '../errors/errors.ts';
import { parseVerifierKey } from '../../standards/tlog/index.ts';
import { projectRoot } from '../root.ts';

const secrets = (separator: string, words: string) => z.string().transform((text) => text.split(separator).map((key) => key.trim()).filter(Boolean)).refine((keys) => keys.length > 0 && keys.every((key) => key.length >= 32), `needs secrets of at least 32 characters, ${words}`);

/**
 * Every setting of Stadttor in one place. No other file reads process.env. `NAME_FILE` may point to a file that holds
 * the value of `NAME` (Docker, Kubernetes and systemd credentials). All mistakes are named at once.
 */
const settings = {
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  /** Port of the web process. */
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  /** Address to listen on. */
  HOST: z.string().min(1).default('localhost'),
  /** Address people type, for links in mails and letters; default http://HOST:PORT. */
  PUBLIC_URL: z.url().optional(),
  /** PostgreSQL ≥ 15. Unset: Stadttor starts its own (demo and development only). */
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://').optional(),
  /** Connections of the web process. */
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(16),
  /** Folder for the embedded database, documents and secrets. */
  STADTTOR_DATA: z.string().min(1).default('./var'),
  /** The city's folder below city/. */
  STADTTOR_CITY: z.string().regex(/^[a-z][a-z0-9-]*$/).default('halle'),
  /** Demo mode: invented people, log-ins printed, mails shown on a page. Off in production unless set. */
  STADTTOR_DEMO: z.enum(['on', 'off']).optional(),
  /** 32 random bytes as hex or base64; signs form tokens, encrypts one-time-code seeds. Compulsory in production. */
  STADTTOR_SECRET: z.string().min(32, 'needs at least 32 characters').optional(),
  /** Secrets the installation had before, one per line: what was made with them still holds. */
  STADTTOR_OLD_SECRETS: secrets('\n', 'one per line').optional(),
  /** Secrets of at least 32 characters, separated by commas, for objects at rest: the first encrypts, all decrypt. Unset: those of the installation. */
  OBJECT_KEYS: secrets(',', 'separated by commas').optional(),
  /** Objects in S3 instead of the data folder: all of these but the region, or none. */
  S3_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not a bucket name').optional(),
  S3_ACCESS_KEY: z.string().min(1).optional(),
  S3_SECRET_KEY: z.string().min(1).optional(),
  /** Name of the log of promises in its checkpoints; fixed with the first one. Default: host of PUBLIC_URL/api/v1/log. */
  EVIDENCE_ORIGIN: z.string().regex(/^[^\s+]+$/, 'must have neither white space nor a plus sign').optional(),
  /** Public keys (name+id+base64) of witnesses whose cosignatures are taken, separated by blanks or commas. */
  EVIDENCE_WITNESSES: z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean)).refine((keys) => keys.every((key) => parseVerifierKey(key) !== undefined), 'holds something that is no public key of a witness').optional(),
  /** What this process does. */
  ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  /** smtp://user:password@host:port; unset: mails stay in the database and the demo shows them. */
  SMTP_URL: z.string().regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://').optional(),
  MAIL_FROM: z.string().default('Stadttor <keine-antwort@stadttor.invalid>'),
  /** Base address of the population and vehicle registers; unset in the demo: the simulator. */
  REGISTERS_URL: z.url().optional(),
  REGISTERS_TOKEN: z.string().optional(),
  /** Base address of the payment page's API, "https://payment.girosolution.de/girocheckout/api/v2/"; unset in the demo: the simulator. */
  GIROCHECKOUT_URL: z.url().optional(),
  /** JSON: [{"merchantId": "…", "projectId": "…", "passwords": ["current", "previous while it is changed"]}, …]; the first takes new payments. */
  GIROCHECKOUT_PROJECTS: z.string().optional(),
  /** Origins of the payment page, by commas, where they are not the API's. */
  GIROCHECKOUT_PAGE_ORIGINS: z.string().optional(),
  /** Folder that specialist procedures put deliveries into, one sub-folder per client; unset: none is watched. */
  RECORDS_INBOX: z.string().min(1).optional(),
  /** Set when a reverse proxy in front terminates TLS and adds X-Forwarded-For. */
  TRUST_PROXY: z.enum(['on', 'off']).default('off'),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
} as const;

type Raw = { [K in keyof typeof settings]: z.output<(typeof settings)[K]> };

export interface Config {
  production: boolean;
  demo: boolean;
  port: number;
  host: string;
  publicUrl: string;
  databaseUrl: string | undefined;
  databasePool: number;
  dataDir: string;
  city: string;
  /** The newest first; empty: one of its own in the data folder. */
  secrets: string[];
  objectKeys: string[];
  s3: { endpoint: string; region: string; bucket: string; accessKey: string; secretKey: string } | undefined;
  evidence: { origin: string; witnesses: string[] };
  role: 'all' | 'web' | 'worker';
  smtpUrl: string | undefined;
  mailFrom: string;
  registers: { url: string | undefined; token: string | undefined };
  /** Undefined: no online payment; fees are transferred. */
  girocheckout: { url: string; projects: PaymentProject[]; pageOrigins: string[] } | undefined;
  recordsInbox: string | undefined;
  trustProxy: boolean;
  logLevel: Raw['LOG_LEVEL'];
}

const paymentProjects = z.array(z.strictObject({ merchantId: z.string().regex(/^\d+$/), projectId: z.string().regex(/^\d+$/), passwords: z.tuple([z.string().min(1)], z.string().min(1)) })).min(1);
export type PaymentProject = z.output<typeof paymentProjects>[number];

/** Reads the environment. Throws an OperatorError that lists every mistake. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = [];
  const raw: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(settings)) {
    const result = (schema as z.ZodType).safeParse(readValue(env, name, problems));
    if (result.success) raw[name] = result.data;
    else problems.push(`${name} ${describe(result.error)}`);
  }
  const value = raw as Raw;
  const production = value.NODE_ENV === 'production';
  if (production && !value.DATABASE_URL) problems.push('DATABASE_URL is missing: production needs its own PostgreSQL');
  if (production && !value.STADTTOR_SECRET) problems.push('STADTTOR_SECRET is missing: production needs 32 random bytes (openssl rand -hex 32)');
  if (value.STADTTOR_OLD_SECRETS && !value.STADTTOR_SECRET) problems.push('STADTTOR_OLD_SECRETS means nothing without STADTTOR_SECRET');
  const girocheckout = readPayments(value, problems);
  const s3 = [value.S3_ENDPOINT, value.S3_BUCKET, value.S3_ACCESS_KEY, value.S3_SECRET_KEY];
  if (s3.some(Boolean) && !s3.every(Boolean)) problems.push('S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY belong together; set all or none');
  if (problems.length > 0) throw new OperatorError(`Stadttor cannot start: ${problems.join('; ')}.`);
  const publicUrl = (value.PUBLIC_URL ?? `http://${publicHost(value.HOST)}:${value.PORT}`).replace(/\/$/, '');
  return {
    production,
    demo: value.STADTTOR_DEMO ? value.STADTTOR_DEMO === 'on' : !production,
    port: value.PORT,
    host: value.HOST,
    publicUrl,
    databaseUrl: value.DATABASE_URL,
    databasePool: value.DATABASE_POOL,
    dataDir: isAbsolute(value.STADTTOR_DATA) ? value.STADTTOR_DATA : resolve(projectRoot, value.STADTTOR_DATA),
    city: value.STADTTOR_CITY,
    secrets: value.STADTTOR_SECRET ? [value.STADTTOR_SECRET, ...(value.STADTTOR_OLD_SECRETS ?? [])] : [],
    objectKeys: value.OBJECT_KEYS ?? [],
    s3: value.S3_ENDPOINT ? { endpoint: value.S3_ENDPOINT, region: value.S3_REGION, bucket: value.S3_BUCKET!, accessKey: value.S3_ACCESS_KEY!, secretKey: value.S3_SECRET_KEY! } : undefined,
    evidence: { origin: value.EVIDENCE_ORIGIN ?? `${publicUrl.replace(/^https?:\/\//, '')}/api/v1/log`, witnesses: value.EVIDENCE_WITNESSES ?? [] },
    role: value.ROLE,
    smtpUrl: value.SMTP_URL,
    mailFrom: value.MAIL_FROM,
    registers: { url: value.REGISTERS_URL, token: value.REGISTERS_TOKEN },
    girocheckout,
    recordsInbox: value.RECORDS_INBOX && (isAbsolute(value.RECORDS_INBOX) ? value.RECORDS_INBOX : resolve(projectRoot, value.RECORDS_INBOX)),
    trustProxy: value.TRUST_PROXY === 'on',
    logLevel: value.LOG_LEVEL,
  };
}

function readPayments(value: Raw, problems: string[]): Config['girocheckout'] {
  if (value.GIROCHECKOUT_URL === undefined && value.GIROCHECKOUT_PROJECTS === undefined) return undefined;
  if (value.GIROCHECKOUT_URL === undefined || value.GIROCHECKOUT_PROJECTS === undefined) {
    problems.push('GIROCHECKOUT_URL and GIROCHECKOUT_PROJECTS belong together');
    return undefined;
  }
  const pageOrigins = (value.GIROCHECKOUT_PAGE_ORIGINS ?? '').split(',').map((origin) => origin.trim()).filter((origin) => origin !== '');
  for (const origin of pageOrigins) if (!URL.canParse(origin)) problems.push(`GIROCHECKOUT_PAGE_ORIGINS: ${origin} is no address`);
  try {
    return { url: value.GIROCHECKOUT_URL, projects: paymentProjects.parse(JSON.parse(value.GIROCHECKOUT_PROJECTS)), pageOrigins };
  } catch {
    // never the value itself: it holds secrets
    problems.push('GIROCHECKOUT_PROJECTS is not a JSON list of {"merchantId", "projectId", "passwords": […]}');
    return undefined;
  }
}

function readValue(env: Record<string, string | undefined>, name: string, problems: string[]): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name] === '' ? undefined : env[name];
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    problems.push(`${name}_FILE cannot be read`);
    return undefined;
  }
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => issue.message.replace(/^Invalid input: /, '')).join(', ');
}

function publicHost(host: string): string {
  return host === '0.0.0.0' || host === '::' || host === '127.0.0.1' ? 'localhost' : host;
}

/** A secret for development, kept in the data folder by the caller. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}

export const secretFile = (dataDir: string) => join(dataDir, 'secret');
