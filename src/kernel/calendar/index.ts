export * from './holidays.ts';
export * from './workdays.ts';
