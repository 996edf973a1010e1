export * from './plain-date.ts';
export * from './berlin.ts';
export * from './clock.ts';
