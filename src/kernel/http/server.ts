import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import staticFiles from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Config } from '../config/config.ts';
import type { Db } from '../db/db.ts';
import { CodedError, HttpProblem, notFound } from '../errors/errors.ts';
import { languages, type I18n, type Lang } from '../i18n/i18n.ts';
import type { Keys } from '../keys/keys.ts';
import { errorFields, type Log } from '../log/log.ts';
import type { Navigation } from '../navigation/navigation.ts';
import type { ObjectStore } from '../objects/index.ts';
import { projectRoot } from '../root.ts';
import { newToken, type Session, type Sessions } from '../session/sessions.ts';
import type { Clock } from '../time/index.ts';
import { addField, badInput, decodeFormBody, type FormBody } from './form-body.ts';
import { renderPage, type Frame } from './render.tsx';
import { incomingOf } from './incoming.ts';
import type { AnyRoute, Answer, Ctx, Http, UploadedFile } from './types.ts';

export interface HttpDeps {
  config: Config;
  db: Db;
  clock: Clock;
  keys: Keys;
  i18n: I18n;
  log: Log;
  sessions: Sessions;
  objects: ObjectStore;
  navigation: Navigation;
  /** Readiness: throws when the process should get no traffic. */
  ready(): Promise<void>;
}

const sessionCookie = '__Host-stadttor';
const languageCookie = '__Host-sprache';
const cookieOptions = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const;

export interface HttpServer extends Http {
  app: FastifyInstance;
}

export function createHttp(deps: HttpDeps): HttpServer {
  const routes: AnyRoute[] = [];
  const externals = new Set<string>();
  const onLocalhost = new URL(deps.config.publicUrl).hostname === 'localhost';
  const cityName = deps.config.city.replace(/^./, (first) => first.toUpperCase());
  const app = Fastify({
    logger: false,
    trustProxy: deps.config.trustProxy,
    bodyLimit: 256 * 1024,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    genReqId: () => randomUUID().slice(24),
  });

  let headers = securityHeaders(deps.config.production, externals);
  app.register(cookie);
  app.register(multipart, { throwFileSizeLimit: false });
  app.register(staticFiles, { root: join(projectRoot, 'dist', 'assets'), prefix: '/assets/', maxAge: '365d', immutable: true, index: false, list: false });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, decodeFormBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers);
    // passkeys and cookies are bound to one name: 127.0.0.1 is sent to localhost
    if (request.headers.host?.startsWith('127.0.0.1') && onLocalhost && request.method === 'GET' && !/^\/(healthz|readyz)$/.test(request.url)) {
      void reply.redirect(`${deps.config.publicUrl}${request.url}`, 307);
      return;
    }
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (!request.url.startsWith('/assets/')) deps.log.info('request', { requestId: request.id, method: request.method, route: request.routeOptions.url ?? '-', status: reply.statusCode, ms: Math.round(reply.elapsedTime) });
    done();
  });
  app.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  app.get('/readyz', async (_request, reply) => {
    try {
      await deps.ready();
      return reply.type('text/plain').send('ready\n');
    } catch {
      return reply.code(503).type('text/plain').send('not ready\n');
    }
  });

  app.setNotFoundHandler(async (request, reply) => sendProblem(request, reply, notFound()));
  app.setErrorHandler(async (error, request, reply) => sendProblem(request, reply, toProblem(error, request)));

  function toProblem(error: unknown, request: FastifyRequest): HttpProblem {
    if (error instanceof HttpProblem) return error;
    const status = (error as { statusCode?: number }).statusCode;
    if (status === 413) return new HttpProblem(413, 'kernel.error.too_large');
    if (status === 415) return new HttpProblem(415, 'kernel.error.media_type');
    if (status === 429) return new HttpProblem(429, 'kernel.error.too_many');
    if (status !== undefined && status >= 400 && status < 500) return badInput();
    deps.log.error('request failed', { requestId: request.id, route: request.routeOptions.url ?? '-', ...errorFields(error) });
    return new HttpProblem(500, 'kernel.error.internal');
  }

  async function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: HttpProblem): Promise<FastifyReply> {
    if (problem.status === 429) reply.header('retry-after', '60');
    if (request.url.startsWith('/api/')) return reply.code(problem.status).send({ error: problem.key.split('.').at(-1), requestId: request.id });
    const state = await visitorState(request).catch(() => undefined);
    const token = request.cookies?.[sessionCookie] ?? (reply as { stadttorToken?: string }).stadttorToken;
    const frame = frameOf(request, state?.session, token ? deps.keys.sign('csrf', token) : '');
    reply.code(problem.status);
    return sendPage(reply, frame, { problem, requestId: request.id });
  }

  async function visitorState(request: FastifyRequest): Promise<{ token: string | undefined; session: Session | undefined }> {
    const token = request.cookies?.[sessionCookie];
    if (!token || token.length > 100) return { token: undefined, session: undefined };
    return { token, session: await deps.sessions.resolve(token) };
  }

  function frameOf(request: FastifyRequest, session: Session | undefined, csrf: string): Frame {
    const lang = languageOf(request);
    return {
      lang,
      t: deps.i18n.translator(lang),
      session,
      csrf,
      path: request.url,
      demo: deps.config.demo,
      navigation: deps.navigation,
      assetVersion,
      city: cityName,
    };
  }

  function sendPage(reply: FastifyReply, frame: Frame, what: Parameters<typeof renderPage>[1]): FastifyReply {
    return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(renderPage(frame, what).bytes);
  }

  async function withinLimit(request: FastifyRequest, limit: { bucket: string; max: number; seconds: number; subject?: string }): Promise<boolean> {
    // the bucket's name is a keyed hash: neither addresses nor e-mails lie in the table
    const who = limit.subject ?? addressPrefix(request.ip);
    const bucket = `${limit.bucket}:${deps.keys.sign('rate-limit', who).slice(0, 22)}`;
    const now = deps.clock.now();
    const resets = new Date(now.getTime() + limit.seconds * 1000);
    const result = await sql<{ hits: number }>`insert into kernel.rate_limit as r (bucket, hits, resets_at) values (${bucket}, 1, ${resets})
      on conflict (bucket) do update set hits = case when r.resets_at <= ${now} then 1 else r.hits + 1 end, resets_at = case when r.resets_at <= ${now} then excluded.resets_at else r.resets_at end
      returning hits`.execute(deps.db);
    return result.rows[0]!.hits <= limit.max;
  }

  function register(route: AnyRoute): void {
    app.route({
      method: route.method,
      url: route.path,
      // a HEAD must not count as opening a letter
      exposeHeadRoute: route.method === 'GET' && route.access.audience === 'public',
      handler: async (request, reply) => {
        if (route.rateLimit && !(await withinLimit(request, { bucket: `${route.method} ${route.path}`, ...route.rateLimit }))) throw new HttpProblem(429, 'kernel.error.too_many');
        let { token, session } = await visitorState(request);
        const verdict = route.access.check(session);
        const api = route.path.startsWith('/api/');
        if (verdict === 'login') {
          if (api) throw new HttpProblem(401, 'kernel.error.login');
          return reply.redirect(loginPath(route, request), 303);
        }
        if (verdict === 'forbidden') throw new HttpProblem(403, 'kernel.error.forbidden');
        if (!token) {
          token = newToken();
          (reply as { stadttorToken?: string }).stadttorToken = token;
          if (!api) reply.setCookie(sessionCookie, token, cookieOptions);
        }
        const csrf = deps.keys.sign('csrf', token);
        const ours = (value: string) => deps.keys.verify('csrf', token!, value);
        let form: FormBody = {};
        let files: UploadedFile[] = [];
        if (route.method === 'POST' && !api) {
          checkOrigin(request, deps.config.publicUrl);
          if (request.isMultipart()) {
            if (!route.upload) throw new HttpProblem(415, 'kernel.error.media_type');
            ({ form, files } = await receiveMultipart(request, route.upload, ours, deps.objects).catch(orBrokenForm));
          } else {
            if (request.body !== undefined && request.headers['content-type']?.split(';')[0]?.trim() !== 'application/x-www-form-urlencoded') throw new HttpProblem(415, 'kernel.error.media_type');
            form = (request.body ?? {}) as FormBody;
          }
          if (typeof form['_csrf'] !== 'string' || !ours(form['_csrf'])) throw new HttpProblem(403, 'kernel.error.form_expired');
          delete form['_csrf'];
        }
        // no key of anything holds NUL, and PostgreSQL would refuse the question
        if (Object.values(request.params as Record<string, string>).some((value) => value.includes('\0'))) throw notFound();
        const params = parsePart(route.params, request.params, notFound);
        const query = parsePart(route.query, request.query, badInput);
        const body = route.streamed ? undefined : parsePart(route.body, api ? request.body : form, badInput);
        const frame = frameOf(request, session, csrf);
        const ctx: Ctx = {
          params,
          query,
          body,
          files,
          incoming: incomingOf(request),
          session,
          principal: session?.principal ?? { kind: 'anonymous' },
          lang: frame.lang,
          t: frame.t,
          csrf,
          path: request.url,
          requestId: request.id,
          get device() {
            return deviceName(request.headers['user-agent'] ?? '');
          },
          async ensureSession() {
            if (ctx.session) return ctx.session;
            const started = await deps.sessions.start(deps.db, { principal: { kind: 'anonymous' }, assurance: 'none', device: ctx.device, token: token! });
            ctx.session = started.session;
            return started.session;
          },
          async signIn(principal, assurance) {
            const from = ctx.session;
            const started = await deps.db.transaction().execute(async (tx) => {
              const result = await deps.sessions.start(tx, { principal, assurance, device: ctx.device });
              await deps.sessions.signedIn(tx, from, result.session);
              if (from) await deps.sessions.end(tx, from.id);
              return result;
            });
            reply.setCookie(sessionCookie, started.token, cookieOptions);
            ctx.session = started.session;
            ctx.principal = principal;
            return started.session;
          },
          async signOut() {
            if (ctx.session) await deps.sessions.end(deps.db, ctx.session.id);
            reply.clearCookie(sessionCookie, cookieOptions);
            ctx.session = undefined;
          },
          withinLimit: (limit) => withinLimit(request, limit),
        };
        return send(reply, frame, await route.handler(ctx as never), ctx.session);
      },
    });
  }

  function send(reply: FastifyReply, frame: Frame, answer: Answer, session: Session | undefined): FastifyReply {
    switch (answer.kind) {
      case 'page':
        reply.code(answer.status);
        return sendPage(reply, { ...frame, session }, { answer });
      case 'redirect':
        if (!isOwnPath(answer.to)) throw new CodedError('REDIRECT', 'A redirect must stay on this site');
        return reply.redirect(answer.to, 303);
      case 'external':
        if (!externals.has(new URL(answer.to).origin)) throw new CodedError('REDIRECT', 'No module has named this origin');
        return reply.redirect(answer.to, 303);
      case 'json':
        return reply.code(answer.status).header('cache-control', 'no-store').send(answer.body);
      case 'text':
        return reply.code(answer.status).type(answer.mime).send(answer.body);
      case 'file':
        reply.header('content-security-policy', "default-src 'none'; sandbox").header('cache-control', answer.cache ?? 'private, no-store').type(answer.mime);
        reply.header('content-disposition', `${answer.inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(answer.name)}`);
        return reply.send(answer.body instanceof Readable ? answer.body : Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength));
    }
  }

  app.post('/sprache', async (request, reply) => {
    const form = (request.body ?? {}) as FormBody;
    const lang = languages.find((known) => known === form['sprache']);
    const back = typeof form['zurueck'] === 'string' && isOwnPath(form['zurueck']) ? form['zurueck'] : '/';
    if (lang) reply.setCookie(languageCookie, lang, { ...cookieOptions, maxAge: 365 * 86400 });
    return reply.redirect(back, 303);
  });

  return {
    app,
    route(route) {
      routes.push(route as unknown as AnyRoute);
      register(route as unknown as AnyRoute);
    },
    routes: () => routes,
    allowExternal(origin) {
      externals.add(new URL(origin).origin);
      headers = securityHeaders(deps.config.production, externals);
    },
  };
}

/** Changes when any asset does, so that browsers may keep them for a year. */
const assetVersion = (() => {
  const hash = createHash('sha256');
  for (const name of ['stadttor.css', 'stadttor.js']) {
    const path = join(projectRoot, 'dist', 'assets', name);
    if (existsSync(path)) hash.update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 8);
})();

function securityHeaders(production: boolean, externals: ReadonlySet<string>): Record<string, string> {
  return {
    // a form whose answer leads elsewhere is held back by browsers unless its target is named, too
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action ${["'self'", ...externals].join(' ')}; frame-ancestors 'none'; base-uri 'none'; object-src 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), interest-cohort=()',
    ...(production ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  };
}

/** One of our own paths. Browsers drop tabs and line ends inside addresses, so `/<tab>/evil.example` would leave the site. */
function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])[^\p{Cc}\\]*$/u.test(path);
}

/** A form of another site must not act here: Sec-Fetch-Site where the browser sends it, else the Origin. */
function checkOrigin(request: FastifyRequest, publicUrl: string): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new HttpProblem(403, 'kernel.error.foreign_form');
  const origin = request.headers.origin;
  if (site === undefined && origin !== undefined && origin !== 'null' && origin !== new URL(publicUrl).origin && new URL(origin).host !== request.headers.host) throw new HttpProblem(403, 'kernel.error.foreign_form');
}

function parsePart(schema: { safeParse(value: unknown): { success: boolean; data?: unknown } } | undefined, value: unknown, problem: () => HttpProblem): unknown {
  if (!schema) return value;
  const result = schema.safeParse(value);
  if (!result.success) throw problem();
  return result.data;
}

async function receiveMultipart(request: FastifyRequest, limits: { maxBytes: number; maxFiles: number }, tokenFits: (value: string) => boolean, objects: ObjectStore): Promise<{ form: FormBody; files: UploadedFile[] }> {
  const form: FormBody = Object.create(null) as FormBody;
  const files: UploadedFile[] = [];
  for await (const part of request.parts({ limits: { fileSize: limits.maxBytes + 1, files: limits.maxFiles, fields: 300, fieldSize: 64 * 1024, parts: 320, headerPairs: 50 } })) {
    if (part.type === 'field') {
      addField(form, part.fieldname, String(part.value));
      continue;
    }
    // the token is the form's first field: nothing of a stranger's form is ever stored
    if (typeof form['_csrf'] !== 'string' || !tokenFits(form['_csrf'])) throw new HttpProblem(403, 'kernel.error.form_expired');
    const head: Uint8Array[] = [];
    let headSize = 0;
    let size = 0;
    async function* watched(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        size += chunk.length;
        if (size > limits.maxBytes) throw new HttpProblem(413, 'kernel.error.too_large');
        if (headSize < 4096) {
          head.push(chunk.subarray(0, 4096 - headSize));
          headSize += chunk.length;
        }
        yield chunk;
      }
    }
    if (part.filename === '' || part.filename === undefined) {
      part.file.resume();
      continue;
    }
    const stored = await objects.put(watched(part.file));
    if (stored.size > 0) files.push({ field: part.fieldname, filename: baseName(part.filename), claimedMime: part.mimetype, sha256: stored.sha256, size: stored.size, head: Buffer.concat(head) });
  }
  return { form, files };
}

/** What the parser of multipart forms says of a form that is cut off or has no boundary is the sender's mistake, not ours. */
function orBrokenForm(error: unknown): never {
  const plain = error instanceof Error && Object.getPrototypeOf(error) === Error.prototype && !('code' in error);
  throw plain && /boundary|unexpected end|terminated early|malformed/i.test(error.message) ? badInput() : error;
}

/** A name for people to recognise; it never becomes a path. */
function baseName(filename: string): string {
  return (filename.split(/[/\\]/).at(-1) ?? '').replace(/[\p{Cc}\p{Cf}]/gu, '').trim().slice(0, 120) || 'Datei';
}

function languageOf(request: FastifyRequest): Lang {
  const chosen = request.cookies?.[languageCookie];
  const known = languages.find((lang) => lang === chosen);
  if (known) return known;
  const accepted = (request.headers['accept-language'] ?? '').toLowerCase().split(',').map((entry) => entry.trim().slice(0, 2));
  const first = accepted.find((entry) => entry === 'de' || entry === 'en');
  return first === 'en' ? 'en' : 'de';
}

function loginPath(route: AnyRoute, request: FastifyRequest): string {
  const start = route.access.audience === 'staff' ? '/amt/anmelden' : '/konto/anmelden';
  return request.method === 'GET' ? `${start}?weiter=${encodeURIComponent(request.url.split('?')[0]!)}` : start;
}

/** /24 of IPv4, /56 of IPv6: one household or office. */
function addressPrefix(ip: string): string {
  const v4 = ip.replace(/^::ffff:/, '');
  return v4.includes('.') ? v4.split('.').slice(0, 3).join('.') : v4.split(':').slice(0, 4).join(':').slice(0, -2);
}

/** What people recognise their device by; not a fingerprint: browser family and system only. */
function deviceName(agent: string): string {
  const browser = /Firefox\//.test(agent) ? 'Firefox' : /Edg\//.test(agent) ? 'Edge' : /OPR\//.test(agent) ? 'Opera' : /Chrome\/|Chromium\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : 'Browser';
  const system = /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Windows/.test(agent) ? 'Windows' : /Mac OS X/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : '';
  return system ? `${browser}, ${system}` : browser;
}
