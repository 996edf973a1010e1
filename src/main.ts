import { startStadttor } from './start.ts';
import { OperatorError } from './kernel/errors/errors.ts';

try {
  await startStadttor(process.env, (line) => console.log(line));
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  console.error(error.message);
  process.exit(1);
}
