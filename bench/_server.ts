import { startApp, type App } from '../test/support/app.ts';

/** Stadttor as in production, on a database that is already running: the load meets nothing but the web process. */
export function startServer(databaseUrl: string, dataDir: string, env: Record<string, string> = {}): Promise<App> {
  return startApp({ NODE_ENV: 'production', DATABASE_URL: databaseUrl, STADTTOR_DATA: dataDir, STADTTOR_SECRET: 'only for measuring, never for people', STADTTOR_DEMO: 'on', ROLE: 'web', ...env });
}
