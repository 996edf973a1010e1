import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { coverageOf, unpackWoff } from './font.ts';
import { explainCompile, explainExport } from './diagnostics.ts';
import { printable } from './printable.ts';
import type { RenderOrder, WorkerOptions } from './protocol.ts';
import type { Attachment } from './types.ts';

/** A refused document; the message names template and line, never what stood in the document. */
export class DocumentFault extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Renderer {
  render(order: RenderOrder): Uint8Array;
  warm(): Uint8Array;
}

/** Typst sees only files we put here; it is no folder, so no template can read the machine's disk. */
const ROOT = '/stadttor-templates';
/** Results not used for this many documents are dropped: without it memory grows by some 4 MB a document. */
const CACHE_AGE = 5;

/** Reads fonts and templates once. Synchronous throughout: a worker makes one document at a time. */
export function createRenderer(options: WorkerOptions): Renderer {
  const fonts = options.fonts.map((path) => unpackWoff(readFileSync(path)));
  const coverage = coverageOf(fonts);
  const compiler = NodeCompiler.create({ workspace: ROOT, fontArgs: [{ fontBlobs: fonts }] });
  const templates = readTemplates(compiler, options.templateDirs);
  const clean = (_key: string, value: unknown): unknown => (typeof value === 'string' ? printable(value, coverage) : value);

  function render(order: RenderOrder): Uint8Array {
    if (!templates.has(order.template)) throw new DocumentFault('DOCUMENT_TEMPLATE', `There is no template "${order.template}".`);
    const input = JSON.stringify(JSON.parse(order.input, clean));
    const paths = order.attachments.map(({ name }) => `${ROOT}/attachments/${name}`);
    try {
      order.attachments.forEach(({ content }, index) => compiler.mapShadow(paths[index] ?? '', Buffer.from(content)));
      return compile(order, input);
    } finally {
      for (const path of paths) compiler.unmapShadow(path);
      compiler.evictCache(CACHE_AGE);
    }
  }

  function compile(order: RenderOrder, input: string): Uint8Array {
    const attachments = JSON.stringify(order.attachments.map(describe), clean);
    const compiled = compiler.compile({ mainFileContent: mainFile(order.template), inputs: { input, attachments } });
    const document = compiled.result;
    const error = compiled.takeError();
    if (document === null || error !== null) {
      const found = explainCompile(order.template, error === null ? [] : compiler.fetchDiagnostics(error), ROOT);
      throw new DocumentFault(found.code, found.message);
    }
    try {
      return compiler.pdf(document, { pdfStandard: order.standard, creationTimestamp: order.createdAt });
    } catch (fault) {
      const found = explainExport(order.template, fault instanceof Error ? fault.message : '');
      throw new DocumentFault(found.code, found.message);
    }
  }

  return {
    render,
    warm() {
      const compiled = compiler.compile({ mainFileContent: '#set document(title: "-")\n#set text(font: "Noto Sans", lang: "de")\n= Stadttor\n*warm*' });
      if (compiled.result !== null) compiler.pdf(compiled.result, { pdfStandard: 'ua-1' });
      return new Uint8Array();
    },
  };
}

/** Constant for each template, so Typst keeps it parsed. Everything that varies comes in through `sys.inputs`. */
function mainFile(template: string): string {
  return `#import "/${template}.typ": render
#let input = json(bytes(sys.inputs.input))
#set document(title: input.title)
#set text(font: "Noto Sans", lang: input.lang, fallback: false)
#for file in json(bytes(sys.inputs.attachments)) {
  pdf.attach(file.name, read("/attachments/" + file.name, encoding: none), relationship: file.relationship, mime-type: file.mime, description: file.description)
}
#render(input.data, input)
`;
}

function describe({ name, mime, description, relationship = 'data' }: Attachment): Omit<Attachment, 'content'> {
  return { name, mime, description, relationship };
}

/** Puts every template and picture of the folders under one root; answers with the names of the templates. */
function readTemplates(compiler: NodeCompiler, dirs: readonly string[]): Set<string> {
  const seen = new Set<string>();
  for (const dir of dirs) {
    for (const file of readdirSync(dir)) {
      if (!['.typ', '.svg', '.png'].includes(extname(file))) continue;
      if (seen.has(file)) throw new DocumentFault('DOCUMENT_TEMPLATE', `The template file "${file}" exists twice.`);
      seen.add(file);
      const content = readFileSync(join(dir, file));
      if (file.endsWith('.typ')) compiler.addSource(`${ROOT}/${file}`, content.toString('utf8'));
      else compiler.mapShadow(`${ROOT}/${file}`, content);
    }
  }
  return new Set([...seen].filter((file) => file.endsWith('.typ')).map((file) => file.slice(0, -4)));
}
