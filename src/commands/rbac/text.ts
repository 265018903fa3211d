import { Document, isMap, isSeq } from 'yaml';
import type { Role } from './operation.ts';

/** Manifests for `kubectl apply -f -`, each rule with what it is for as a comment. */
export function renderRoles(roles: readonly Role[]): string {
  return roles
    .flatMap(({ manifest, purposes, binding }) => [
      commented(manifest, purposes),
      ...(binding === undefined ? [] : [new Document(binding)]),
    ])
    .map((document) => document.toString({ flowCollectionPadding: false, lineWidth: 0 }))
    .join('---\n');
}

/** The same as one List, for scripts. */
export function roleList(roles: readonly Role[]): object {
  const items = roles.flatMap(({ manifest, binding }) => (binding === undefined ? [manifest] : [manifest, binding]));
  return { apiVersion: 'v1', kind: 'List', items };
}

/** Such as `role.rbac.authorization.k8s.io/volsyncctl-logs`. */
export function roleNames(roles: readonly Role[]): readonly string[] {
  return roles
    .flatMap(({ manifest, binding }) => (binding === undefined ? [manifest] : [manifest, binding]))
    .map(({ kind, metadata }) => `${kind.toLowerCase()}.rbac.authorization.k8s.io/${metadata.name}`);
}

function commented(manifest: Role['manifest'], purposes: readonly string[]): Document {
  const document = new Document(manifest);
  const rules = document.get('rules');
  if (!isSeq(rules)) return document;
  for (const [index, rule] of rules.items.entries()) {
    if (!isMap(rule)) continue;
    rule.commentBefore = ` ${purposes[index] ?? ''}`;
    for (const { value } of rule.items) if (isSeq(value)) value.flow = true;
  }
  return document;
}
