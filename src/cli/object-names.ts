import { InvalidArgumentError } from 'commander';

/** Validates a namespace; an empty one is allowed, see `withoutEmptyNamespace`. */
export function parseNamespace(text: string): string {
  if (text === '') return text;
  if (text.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a namespace: lower case letters, digits and hyphens, at most 63.');
}

/**
 * The options without an empty namespace: `-n "$UNSET"` is the context's namespace, as in kubectl, never all of them.
 */
export function withoutEmptyNamespace(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return options['namespace'] === '' ? { ...options, namespace: undefined } : options;
}

/** Validates the name of an object. */
export function parseObjectName(text: string): string {
  if (isObjectName(text)) return text;
  throw new InvalidArgumentError('Expected a name in lower case letters, digits, hyphens and dots.');
}

/** Whether Kubernetes allows a name: such a text cannot lead to another path of the API. */
export function isObjectName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(part));
}
