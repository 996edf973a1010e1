import { pino, type Logger as PinoLogger } from 'pino';
import type { Config } from '../config/config.ts';

/**
 * Log lines carry only what is named here: an allow list, so that nothing personal slips in by accident.
 * Request lines name the route pattern, never the address with its parameters.
 */
export interface LogFields {
  requestId?: string;
  route?: string;
  method?: string;
  status?: number;
  ms?: number;
  job?: string;
  attempt?: number;
  code?: string;
  module?: string;
  count?: number;
  port?: number;
  stack?: string;
}

export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export function createLog(config: Pick<Config, 'logLevel'>, destination?: { write(line: string): void }): Log {
  const logger: PinoLogger = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }, ...(destination ? [destination] : []));
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}

/**
 * What may be logged of an error: its class and code and where it happened. Messages of foreign libraries can quote
 * values (PostgreSQL names the offending row), so only our own coded errors keep theirs.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { code: 'UNKNOWN' };
  const code = (error as { code?: unknown }).code;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 8).map((line) => line.trim());
  return { code: typeof code === 'string' ? code : error.name, stack: frames.join(' | ') };
}
