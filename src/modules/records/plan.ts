import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { OperatorError } from '../../kernel/errors/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { projectRoot } from '../../kernel/root.ts';
import { offices } from '../directory/index.ts';
import { readPlan, type FilingPlan, type Position } from './domain/filing-plan.ts';

const read = new Map<string, FilingPlan>();

/** The city's filing plan from `city/<city>/filing-plan.yaml`. @throws OperatorError that names every mistake. */
export function filingPlan(kernel: Pick<Kernel, 'config'>): FilingPlan {
  const { city } = kernel.config;
  const known = read.get(city);
  if (known) return known;
  const file = join(projectRoot, 'city', city, 'filing-plan.yaml');
  if (!existsSync(file)) throw new OperatorError(`The city's filing plan is missing: ${file}.`);
  const result = readPlan(parse(readFileSync(file, 'utf8')), offices(kernel).map((office) => office.key));
  if (!result.ok) throw new OperatorError(`${file} does not fit: ${result.problems.join('; ')}.`);
  read.set(city, result.plan);
  return result.plan;
}

/** The position of this key; what names none goes where the plan says. */
export function positionOf(kernel: Pick<Kernel, 'config'>, key: string): Position {
  const plan = filingPlan(kernel);
  return plan.positions.get(key) ?? plan.unassigned;
}
