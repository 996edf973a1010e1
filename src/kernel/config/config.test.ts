import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('readConfig', () => {
  it('starts with nothing set', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ production: false, demo: true, port: 8080, host: 'localhost', publicUrl: 'http://localhost:8080', role: 'all' });
  });

  it('names every mistake at once', () => {
    expect(() => readConfig({ PORT: 'abc', DATABASE_URL: 'mysql://x', ROLE: 'boss' })).toThrow(/PORT.*DATABASE_URL must begin with postgres.*ROLE/s);
  });

  it('refuses production without a database and a secret', () => {
    expect(() => readConfig({ NODE_ENV: 'production' })).toThrow(/DATABASE_URL is missing.*STADTTOR_SECRET is missing/s);
    expect(readConfig({ NODE_ENV: 'production', DATABASE_URL: 'postgres://db/x', STADTTOR_SECRET: 'x'.repeat(32) }).demo).toBe(false);
  });

  it('never repeats a secret in a message', () => {
    expect(() => readConfig({ STADTTOR_SECRET: 'hunter2' })).toThrow(/^(?!.*hunter2).*STADTTOR_SECRET/s);
  });

  it('reads a value from a file and says when it cannot', () => {
    expect(() => readConfig({ STADTTOR_SECRET_FILE: '/nowhere/at/all' })).toThrow(/STADTTOR_SECRET_FILE cannot be read/);
  });
});
