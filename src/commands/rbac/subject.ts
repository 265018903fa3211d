import { InvalidArgumentError } from 'commander';
import type { RbacSubject } from './operation.ts';

/** Reads `user:jane`, `group:ops` and `serviceaccount:NAMESPACE:NAME`; each further one is added. */
export function collectSubjects(text: string, previous: readonly RbacSubject[] = []): readonly RbacSubject[] {
  return [...previous, subject(text)];
}

function subject(text: string): RbacSubject {
  const [, kind, rest = ''] = /^(user|group|serviceaccount):(.+)$/.exec(text) ?? [];
  const [, namespace, name] = /^([^:]+):([^:]+)$/.exec(rest) ?? [];
  if (kind === 'user') return { kind: 'User', name: rest };
  if (kind === 'group') return { kind: 'Group', name: rest };
  if (kind === 'serviceaccount' && namespace !== undefined && name !== undefined) {
    return { kind: 'ServiceAccount', name, namespace };
  }
  throw new InvalidArgumentError('Expected user:NAME, group:NAME or serviceaccount:NAMESPACE:NAME.');
}
