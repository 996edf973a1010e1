import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Runs what takes longest first, so that no core waits for it at the end: nobody knows the durations in a fresh clone. */
export function slowFirst(slow: readonly string[]): typeof BaseSequencer {
  const rank = ({ moduleId }: TestSpecification): number => {
    const at = slow.findIndex((part) => moduleId.includes(part));
    return at < 0 ? slow.length : at;
  };
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
    }
  };
}
