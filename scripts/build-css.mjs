// Compiles the style sheet: the parts of KERN that Stadttor uses (from KERN's own SCSS, in a cascade layer below ours)
// and assets/css/*.css. What is never used (KERN's palette, themes by class) is left out: see `lean`.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import * as sass from 'sass';

const kernParts = ['tokens', 'layers', 'global', 'typography/label', 'typography/title', 'components/button', 'components/input', 'components/select', 'components/check', 'components/checkbox', 'components/radio', 'components/fieldset', 'components/alert', 'components/badge', 'components/table', 'components/progress'];

/** KERN selectors for states and parts that Stadttor's markup does not have. */
const unused = /kern-theme|\.kern-(light|dark|level|icon|sr-only|number|dialog|error|hint|layer)|--x-small|-wrapper:has\(\.kern-btn|--block|--striped|--action|title-large|title--large|label--large|label--small|title--small|^iframe|^area|contentEditable|readonly="|disabled="|aria-disabled|kern-form-input__input--width/;

const notice = '/*! Stadttor, EUPL-1.2. Contains parts of KERN UX (@kern-ux/native), © KERN-Team, https://kern-ux.de, EUPL-1.2. Fonts: OFL-1.1. */\n';

/**
 * Writes dist/assets/stadttor.css.
 * @param {{ root: string }} options the project's folder
 * @returns {Promise<string>} the style sheet
 */
export async function buildCss({ root }) {
  const css = await compileCss({ root });
  const file = join(root, 'dist', 'assets', 'stadttor.css');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, css);
  return css;
}

/** The style sheet without writing it. */
export async function compileCss({ root }) {
  const kern = join(root, 'node_modules', '@kern-ux', 'native', 'src', 'scss', 'core');
  const source = kernParts.map((part) => `@use '${part}' as part-${part.replace('/', '-')};`).join('\n');
  const compiled = sass.compileString(source, { loadPaths: [kern], url: pathToFileURL(join(kern, 'stadttor.scss')), logger: sass.Logger.silent });
  const folder = join(root, 'assets', 'css');
  const own = readdirSync(folder).filter((name) => name.endsWith('.css')).sort().map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  // Minified first: one rule a line to read, and every shorthand in its shortest form.
  const plain = (await transform(compiled.css, { loader: 'css', minifySyntax: true, legalComments: 'none' })).code;
  const layered = `@layer kern {\n${lean(plain, own)}\n}\n${own}`;
  const { code } = await transform(layered, { loader: 'css', minify: true, legalComments: 'none', target: ['chrome111', 'firefox113', 'safari16.4'] });
  return notice + code;
}

/** Drops rules whose every selector is unused, and custom properties nobody reads or that our own sheet sets. */
function lean(kern, own) {
  const blocks = parse(kern);
  prune(blocks);
  const ours = new Set([...own.matchAll(/^\s*(--kern-[\w-]+)\s*:/gm)].map((match) => match[1]));
  const drop = (keep) => walk(blocks, (block) => (block.declarations = block.declarations.filter((line) => keep(line.match(/^(--[\w-]+)\s*:/)?.[1]))));
  drop((name) => !name || !ours.has(name));
  for (let before = -1; ; ) {
    const text = print(blocks);
    if (text.length === before) return text;
    before = text.length;
    const read = new Set([...`${text}\n${own}`.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]));
    drop((name) => !name || read.has(name));
  }
}

function walk(blocks, visit) {
  for (const block of blocks) {
    visit(block);
    walk(block.blocks, visit);
  }
}

function prune(blocks) {
  for (let at = blocks.length - 1; at >= 0; at -= 1) {
    const block = blocks[at];
    if (block.selector.startsWith('@')) {
      prune(block.blocks);
      continue;
    }
    // KERN hangs its contextual tokens on body or on a theme class; only body is left here.
    block.selector = block.selector.replace(/^:is\(body,[^)]*\)(:not\([^)]*\))?/, 'body');
    const kept = splitList(block.selector).filter((selector) => !unused.test(selector.replace(/:not\([^()]*\)/g, '')));
    if (kept.length === 0) blocks.splice(at, 1);
    else block.selector = kept.join(',');
  }
}

/** Splits a selector list at its top-level commas. */
function splitList(text) {
  const parts = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const char = text[at];
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (at === text.length || (char === ',' && depth === 0)) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return parts;
}

/** A CSS tree just deep enough for `lean`: selector, declarations, nested blocks. Strings and url() are stepped over. */
function parse(css) {
  const top = { selector: '', declarations: [], blocks: [] };
  const stack = [top];
  let text = '';
  let quote = '';
  let parens = 0;
  for (const char of css.replace(/\/\*[\s\S]*?\*\//g, '')) {
    const here = stack.at(-1);
    if (quote) {
      if (char === quote) quote = '';
      text += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      text += char;
    } else if (parens > 0 || char === '(') {
      parens += char === '(' ? 1 : char === ')' ? -1 : 0;
      text += char;
    } else if (char === '{') {
      const block = { selector: text.trim(), declarations: [], blocks: [] };
      here.blocks.push(block);
      stack.push(block);
      text = '';
    } else if (char === ';' || char === '}') {
      if (text.trim()) here.declarations.push(text.trim());
      text = '';
      if (char === '}') stack.pop();
    } else text += char;
  }
  return top.blocks;
}

function print(blocks) {
  return blocks
    .map((block) => {
      const inside = [...block.declarations.map((line) => `${line};`), print(block.blocks)].filter(Boolean).join('\n');
      return inside ? `${block.selector}{\n${inside}\n}` : '';
    })
    .filter(Boolean)
    .join('\n');
}
