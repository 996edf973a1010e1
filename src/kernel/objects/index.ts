export type { ObjectStore, StoredObject } from './object-store.ts';
export { createFolderStore } from './folder-store.ts';
