import { everyone } from '../../kernel/access/access.ts';
import type { Module } from '../../kernel/kernel.ts';
import { offices } from '../directory/index.ts';
import { councilFolder, importPapers, readRules } from './import/read-city.ts';
import { registerAnswerDesk } from './office/answer.tsx';
import { registerNewEnquiry } from './office/enquiry.tsx';
import { registerCouncilDesk } from './office/list.tsx';
import { registerPapers } from './web/list.tsx';
import { registerPaper } from './web/paper.tsx';

export const councilModule: Module = {
  name: 'council',
  register(kernel) {
    const rules = readRules(councilFolder(kernel.config.city), new Set(offices(kernel).map(({ key }) => key)));
    kernel.navigation.register({ area: 'portal', path: '/rat', label: 'council.nav', order: 45, access: everyone });
    registerPapers(kernel, rules);
    registerPaper(kernel, rules);
    registerCouncilDesk(kernel, rules);
    registerNewEnquiry(kernel);
    registerAnswerDesk(kernel, rules);
    kernel.onStart(async (say) => {
      const added = await importPapers(kernel);
      if (added > 0) say(`Council: ${added} papers recorded.`);
    });
  },
};
