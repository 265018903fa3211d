import { Failure } from '../../../src/errors.ts';
import type { Pod } from '../../../src/kubernetes/objects.ts';

/** The container of a log request without a container name, as in the API server. */
export function onlyContainer({ metadata, spec }: Pod): string {
  const [first, ...others] = spec?.containers ?? [];
  if (first === undefined || others.length > 0) {
    throw new Failure('refused', `A container name must be given for ${metadata.name}.`);
  }
  return first.name;
}
