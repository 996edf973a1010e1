import { notFound } from '../../../../kernel/errors/errors.ts';
import { reaches } from '../../../../kernel/access/access.ts';
import type { Ctx } from '../../../../kernel/http/types.ts';
import { isUuid } from '../../../../kernel/ids/index.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { currentService, inLang, type FormDefinition, type Lang, type ProcessDefinition, type PublishedService } from '../../../catalogue/index.ts';
import { loadDraft, ownerOf, sameOwner, type Draft } from '../../../forms/index.ts';

/** A service one can apply for here, with everything the pages need. */
export interface OnlineService extends PublishedService {
  form: FormDefinition;
  process: ProcessDefinition;
}

export function asOnline(service: PublishedService | undefined): OnlineService | undefined {
  const form = service?.compiled.form;
  const process = service?.compiled.process;
  return service && form && process ? { ...service, form, process } : undefined;
}

/** The version offered now; 404 when the city does not offer it online. */
export async function onlineService(kernel: Kernel, key: string): Promise<OnlineService> {
  const service = asOnline(await currentService(kernel, key));
  if (!service) throw notFound();
  return service;
}

/** The draft of this address, if it is this visitor's own; for everybody else it does not exist. */
export async function openDraft(kernel: Kernel, ctx: Ctx, params: { key: string; draft: string }): Promise<{ draft: Draft; service: OnlineService }> {
  if (!isUuid(params.draft)) throw notFound();
  const loaded = await loadDraft(kernel, params.draft);
  if (!loaded || loaded.draft.service !== params.key || !sameOwner(loaded.draft.owner, ownerOf(ctx))) throw notFound();
  const service = asOnline(loaded.service);
  if (!service) throw notFound();
  return { draft: loaded.draft, service };
}

/** Whether this visitor may begin: staff may always, they have looked at the person's papers. */
export function gate(ctx: Ctx, process: ProcessDefinition): 'ok' | 'login' | 'assurance' {
  if (ctx.principal.kind === 'staff') return 'ok';
  if (ctx.principal.kind === 'anonymous') return process.anonymous === 'allowed' ? 'ok' : 'login';
  return reaches(ctx.session?.assurance ?? 'none', process.assurance) ? 'ok' : 'assurance';
}

export const titleOf = (service: PublishedService, lang: Lang): string => inLang(service.compiled.service.title, lang);

export const languagesOf = (service: PublishedService): Lang[] => [...service.compiled.service.languages];

/** Names below a draft that are not pages. */
const reserved = new Set(['pruefen', 'absenden', 'fertig', 'kopie', 'abbrechen']);

/** Address of a page of the form. Page ids have no hyphen, so a page called like one of ours stays reachable. */
export function pagePath(key: string, draftId: string, pageId: string): string {
  return `/antrag/${key}/${draftId}/${reserved.has(pageId) ? `seite-${pageId}` : pageId}`;
}

export const pageIdOf = (segment: string): string => (segment.startsWith('seite-') ? segment.slice('seite-'.length) : segment);

export const draftPath = (key: string, draftId: string, name: 'pruefen' | 'absenden' | 'fertig' | 'kopie' | 'abbrechen'): string => `/antrag/${key}/${draftId}/${name}`;
