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
    expect(readConfig({ STADTTOR_SECRET: 'n, '.repeat(12), STADTTOR_OLD_SECRETS: `${'o'.repeat(32)}\n${'p, '.repeat(12)}\n` }).secrets).toEqual(['n, '.repeat(12), 'o'.repeat(32), 'p, '.repeat(12).trim()]);
    expect(() => readConfig({ STADTTOR_OLD_SECRETS: `${'n'.repeat(32)}\nshort` })).toThrow(/^(?!.*short).*STADTTOR_OLD_SECRETS needs secrets of at least 32 characters, one per line/s);
    expect(() => readConfig({ STADTTOR_OLD_SECRETS: 'o'.repeat(32) })).toThrow(/STADTTOR_OLD_SECRETS means nothing without STADTTOR_SECRET/);
  });

  it('takes S3 whole or not at all, and keys for objects and witnesses that are ones', () => {
    expect(() => readConfig({ S3_ENDPOINT: 'https://s3.example', S3_BUCKET: 'akten' })).toThrow(/S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY belong together/);
    expect(() => readConfig({ OBJECT_KEYS: 'short', EVIDENCE_WITNESSES: 'nobody' })).toThrow(/OBJECT_KEYS needs secrets.*EVIDENCE_WITNESSES holds something/s);
    const config = readConfig({ S3_ENDPOINT: 'https://s3.example', S3_BUCKET: 'akten', S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 'b', OBJECT_KEYS: `${'n'.repeat(32)},${'o'.repeat(32)}`, PUBLIC_URL: 'https://stadt.example' });
    expect(config).toMatchObject({ s3: { region: 'us-east-1', bucket: 'akten' }, objectKeys: ['n'.repeat(32), 'o'.repeat(32)], secrets: [], evidence: { origin: 'stadt.example/api/v1/log', witnesses: [] } });
  });

  it('never repeats a secret in a message', () => {
    expect(() => readConfig({ STADTTOR_SECRET: 'hunter2' })).toThrow(/^(?!.*hunter2).*STADTTOR_SECRET/s);
  });

  it('reads a value from a file and says when it cannot', () => {
    expect(() => readConfig({ STADTTOR_SECRET_FILE: '/nowhere/at/all' })).toThrow(/STADTTOR_SECRET_FILE cannot be read/);
  });
});
