import type { Scope } from '../../../src/kubernetes/cluster.ts';
import type { KubeObject } from '../../../src/kubernetes/objects.ts';

/** Whether an object is in a scope. Supports `a=b`, `a==b`, `a!=b`, `a` and `!a`, joined by commas. */
export function isInScope(object: KubeObject, { namespace, labelSelector, fieldSelector }: Scope): boolean {
  const { metadata } = object;
  return (
    (namespace === undefined || metadata.namespace === namespace) &&
    terms(labelSelector).every((term) => matches(term, (key) => metadata.labels?.[key])) &&
    terms(fieldSelector).every((term) => matches(term, (path) => fieldOf(object, path)))
  );
}

function terms(selector: string | undefined): readonly string[] {
  return selector === undefined || selector === '' ? [] : selector.split(',').map((term) => term.trim());
}

function matches(term: string, valueOf: (key: string) => string | undefined): boolean {
  const match = /^(?<key>!?[\w./-]+?)(?:(?<operator>!=|==?)(?<value>[\w.:/-]*))?$/.exec(term)?.groups;
  if (match?.['key'] === undefined) throw new Error(`The fake cluster does not know the selector ${term}.`);
  const { key, operator, value } = match;
  if (operator === undefined)
    return key.startsWith('!') ? valueOf(key.slice(1)) === undefined : valueOf(key) !== undefined;
  return (valueOf(key) === value) === (operator !== '!=');
}

function fieldOf(object: KubeObject, path: string): string | undefined {
  const value = path
    .split('.')
    .reduce<unknown>((node, key) => (node as Readonly<Record<string, unknown>> | undefined)?.[key], object);
  return typeof value === 'string' ? value : undefined;
}
