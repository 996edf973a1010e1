import type { Words } from '../../../kernel/expressions/index.ts';

/** A mistake in a service package. Errors block publishing, warnings do not. Line and column count from 1. */
export interface Problem {
  severity: 'error' | 'warning';
  /** File inside the package, with `/`. */
  file: string;
  line: number;
  column: number;
  message: Words;
}

/** "form.yaml, Zeile 12: Das Feld »plate« gibt es nicht." */
export function describeProblem(problem: Problem, lang: 'de' | 'en' = 'de'): string {
  const line = lang === 'de' ? 'Zeile' : 'line';
  const hint = problem.severity === 'warning' ? (lang === 'de' ? 'Hinweis: ' : 'Note: ') : '';
  return `${problem.file}, ${line} ${problem.line}: ${hint}${problem.message[lang]}`;
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

const fileOrder = ['service.yaml', 'form.yaml', 'process.yaml'];

export function sortProblems(problems: readonly Problem[]): Problem[] {
  const rank = (file: string) => (fileOrder.includes(file) ? fileOrder.indexOf(file) : fileOrder.length);
  return [...problems].sort((a, b) => rank(a.file) - rank(b.file) || a.file.localeCompare(b.file, 'de') || a.line - b.line || a.column - b.column);
}
