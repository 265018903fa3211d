import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take several minutes each: started last, they would run alone while other workers are idle. */
const long = ['restore-in-place-crash', 'rbac', 'restore-in-place-interference', 'restore-to', 'suspend'];

/**
 * Starts with the files that take longest; vitest itself, which knows no durations in a clean checkout, sorts by size.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  const place = long.findIndex((name) => moduleId.includes(`/${name}`));
  return project.config.sequence.groupOrder * (long.length + 1) + (place === -1 ? long.length : place);
}
