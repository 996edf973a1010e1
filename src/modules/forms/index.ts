import type { Module } from '../../kernel/kernel.ts';
import { fieldTypes } from './fields/index.ts';
import { registerIndicators } from './indicators.ts';
import { registerDraftsPanel } from './panel.tsx';
import { registerPrivacy } from './privacy.ts';
import { handOver, neededObjects, uploadedObjects } from './store.ts';
import { registerUpkeep } from './upkeep.ts';

export { formContext, loadDraft, modelOf, subjectName, type LoadedDraft } from './context.ts';
export { celAnswers, errorList, formModel, pageFields, path, prevPage, runFormExample, summarise } from './domain/index.ts';
export type { Answer, Answers, FieldErrors, FormContext, FormModel, FormPath, Provenance, SummaryRow, SummarySection } from './domain/index.ts';
export { abortDraft, beginDraft, type BeginInput } from './drafts.ts';
export { Markdown, type FileValue, type RawInputs } from './fields/index.ts';
export { freeze, type FreezeResult, type FrozenAnswers } from './freeze.ts';
export { counters, occasions, reviewStep, type Occasion } from './indicators.ts';
export { deleteUnneeded } from './objects.ts';
export { channels, ownerOf, sameOwner, type Channel, type DraftOwner } from './owner.ts';
export { savePage, wayTo, type SaveInput, type SaveResult } from './save-page.ts';
export { lockDraft, markSubmitted, openDrafts, type Draft } from './store.ts';
export { inspectObject } from './uploads/inspect.ts';

export const formsModule: Module = {
  name: 'forms',
  register(kernel) {
    for (const type of Object.values(fieldTypes)) kernel.parts.fieldType(type);
    registerIndicators(kernel);
    registerPrivacy(kernel);
    registerUpkeep(kernel);
    registerDraftsPanel(kernel);
    kernel.objectReferences.register({ module: 'forms', list: uploadedObjects, held: neededObjects });
    // what a visitor began before the login is theirs afterwards
    kernel.sessions.onSignIn(async (tx, from, to) => {
      if (from && from.principal.kind === 'anonymous' && to.principal.kind === 'citizen') await handOver(tx, from.id, to.principal.id);
    });
  },
};
