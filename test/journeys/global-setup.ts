import { startApp } from '../support/app.ts';

/** One demo city for all journeys; each uses people and permits of its own. */
export default async function setup(): Promise<() => Promise<void>> {
  const app = await startApp();
  process.env['STADTTOR_JOURNEY_URL'] = app.url;
  process.env['STADTTOR_JOURNEY_OUTPUT'] = app.output();
  process.env['STADTTOR_JOURNEY_DATA'] = app.dataDir;
  return async () => {
    await app.stop();
  };
}
