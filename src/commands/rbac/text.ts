import { Document, isMap, isSeq } from 'yaml';
import { plainLine } from '../../foreign-text.ts';
import { reportTable } from '../../text/report-table.ts';
import type { BindingSubject, Role, PolicyRule } from './operation.ts';

/** Manifests for `kubectl apply -f -`, each rule with its purpose as a comment. */
export function renderRoles(roles: readonly Role[]): string {
  return roles
    .flatMap(({ manifest, purposes, binding }) => [
      commented(manifest, purposes),
      ...(binding === undefined ? [] : [new Document(binding)]),
    ])
    .map((document) => document.toString({ flowCollectionPadding: false, lineWidth: 0 }))
    .join('---\n');
}

/**
 * The same for reading: each role with the purposes of its rules, rules of the same purpose in one row, and its
 * subjects.
 */
export function renderRules(roles: readonly Role[], columns: number | undefined): string {
  const headers = ['RESOURCE', 'VERBS', 'NEEDED'];
  return roles
    .map(({ manifest, purposes, binding }) => {
      const { kind, metadata, rules } = manifest;
      const place = metadata.namespace === undefined ? '' : ` in namespace ${metadata.namespace}`;
      const subjects = (binding?.subjects ?? []).map(subjectText).join(', ');
      const rights = rules.map(({ verbs, ...rule }, index) => ({
        resource: resourceText(rule),
        verbs: verbs.join(', '),
        purpose: purposes[index] ?? '',
      }));
      const groups = Map.groupBy(rights, ({ verbs, purpose }) => `${verbs} ${purpose}`);
      const rows = [...groups.values()].map((same) => [
        same.map(({ resource }) => resource),
        same[0]?.verbs ?? '',
        same[0]?.purpose ?? '',
      ]);
      const head = `${kind} ${metadata.name}${place}${subjects === '' ? '' : `, bound to ${subjects}`}\n`;
      return head + reportTable(rows, { headers, columns, wraps: [1, 2], isRuled: true });
    })
    .join('\n');
}

function resourceText({
  apiGroups: [group = ''],
  resources: [resource = ''],
}: Pick<PolicyRule, 'apiGroups' | 'resources'>) {
  return group === '' ? resource : `${resource}.${group}`;
}

function subjectText({ kind, name, namespace }: BindingSubject): string {
  return plainLine(`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`);
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
