// House rules that no general linter knows: file length, words that belong to one module, SQL inside its own schema, i18n keys,
// places of planted faults.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { root } from './bootstrap.mjs';

const problems = [];
const files = [...walk(join(root, 'src')), ...walk(join(root, 'test')), ...walk(join(root, 'bench'))];
const modules = readdirSync(join(root, 'src', 'modules')).filter((name) => statSync(join(root, 'src', 'modules', name)).isDirectory());

for (const file of files) {
  const path = relative(root, file);
  const text = readFileSync(file, 'utf8');
  const code = /\.(ts|tsx|mjs)$/.test(file) && !/\.generated\.ts$/.test(file);
  if (code && text.split('\n').length > 501) problems.push(`${path} has more than 500 lines`);
  if (path.startsWith('src/') && !path.startsWith('src/modules/permits/') && /Parkausweis|Bewohner/.test(text)) problems.push(`${path} names the resident permit; only src/modules/permits may`);
  if (code && /\b(it|test|describe)\.(only|skip|todo)\b/.test(text)) problems.push(`${path} leaves a test out`);
  if (code && path.startsWith('src/') && !/src\/(main|cli\/|kernel\/config\/|kernel\/testing\/|kernel\/db\/embedded)/.test(path) && !/\.test\.tsx?$/.test(path) && /process\.env\b/.test(text)) problems.push(`${path} reads process.env; only kernel/config may`);
  const owner = /^src\/modules\/([^/]+)\//.exec(path)?.[1];
  if (owner && code && !/\.test\.tsx?$/.test(path)) {
    for (const match of text.matchAll(/(?:selectFrom|insertInto|updateTable|deleteFrom|[jJ]oin)\(\s*['"`]([a-z_]+)\.[a-z_]+/g)) {
      if (match[1] !== owner && modules.includes(match[1])) problems.push(`${path} reads the schema ${match[1]}, which belongs to another module`);
    }
  }
}

const locales = { de: new Map(), en: new Map(), 'de-leicht': new Map() };
for (const folder of [join(root, 'src/kernel/locales'), join(root, 'src/kernel/ui/locales'), ...modules.map((name) => join(root, 'src/modules', name, 'locales'))]) {
  for (const lang of Object.keys(locales)) {
    const file = join(folder, `${lang}.json`);
    if (existsSync(file)) for (const [key, value] of Object.entries(JSON.parse(readFileSync(file, 'utf8')))) locales[lang].set(key, { value, file: relative(root, file) });
  }
}
for (const [key, { value, file }] of locales.de) {
  const english = locales.en.get(key);
  if (!english) problems.push(`${file}: ${key} has no English`);
  else if (placeholders(value) !== placeholders(english.value)) problems.push(`${english.file}: ${key} has other placeholders than the German text`);
}
for (const [key, { file }] of locales.en) if (!locales.de.has(key)) problems.push(`${file}: ${key} has no German`);
for (const [key, { file }] of locales['de-leicht']) if (!locales.de.has(key)) problems.push(`${file}: ${key} has no German`);
for (const file of files) {
  if (!/\.(ts|tsx)$/.test(file) || /\.test\.tsx?$/.test(file)) continue;
  for (const match of readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([a-z_]+(?:\.[a-z0-9_-]+)+)'/g)) if (!locales.de.has(match[1])) problems.push(`${relative(root, file)}: the text ${match[1]} does not exist`);
}

for (const file of walk(join(root, 'test', 'sabotage'))) {
  for (const { what, file: place, find } of JSON.parse(readFileSync(file, 'utf8'))) {
    const found = existsSync(join(root, place)) ? readFileSync(join(root, place), 'utf8').split(find).length - 1 : 0;
    if (found !== 1) problems.push(`${relative(root, file)}: the place of "${what}" is there ${found} times`);
  }
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const production = Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages).filter(([path, entry]) => path !== '' && !entry.dev && !entry.optional && !entry.devOptional).length;
if (Object.keys(manifest.dependencies).length > 30) problems.push('package.json has more than 30 direct dependencies (budget)');
if (production > 200) problems.push(`${production} packages run in production (budget 200)`);

for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);

function placeholders(text) {
  return [...String(text).matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join();
}

function* walk(dir) {
  if (!existsSync(dir)) return;
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) yield* walk(path);
    else if (basename(path) !== '.DS_Store') yield path;
  }
}
