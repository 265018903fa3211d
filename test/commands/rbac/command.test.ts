import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { run } from '../../../src/program/run.ts';
import { grantableCommands } from '../../../src/rights/grantable-command.ts';
import { rights } from '../../../src/program/rights.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { unframed } from '../../fakes/unframed.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
  readonly roleRef?: object;
  readonly subjects?: readonly object[];
}

async function typed(line: string, options: FakeIoOptions = {}) {
  const io = new FakeIo({ cluster: new FakeCluster(), ...options });
  return { exitCode: await run(['rbac', ...line.split(' ').filter(Boolean)], io), out: io.out, err: io.err };
}

async function manifests(line: string): Promise<readonly Manifest[]> {
  const { exitCode, out } = await typed(line);
  expect(exitCode).toBe(0);
  return parseAllDocuments(out).map((document) => document.toJS() as Manifest);
}

const named = ({ kind, metadata }: Manifest) => [kind, metadata.namespace, metadata.name].filter(Boolean).join(' ');

describe('rbac', () => {
  it('prints a Role for the namespace, and one for that of VolSync where it is needed', async () => {
    expect((await manifests('logs -n home')).map(named)).toEqual([
      'Role home volsyncctl-logs',
      'Role volsync-system volsyncctl-logs',
    ]);
    expect((await manifests('completion -n home')).map(named)).toEqual(['Role home volsyncctl-completion']);
    expect((await manifests('logs -n home --volsync-namespace home')).map(named)).toEqual([
      'Role home volsyncctl-logs',
    ]);
  });

  it("takes the context's namespace where none is named", async () => {
    expect((await manifests('completion')).map(named)).toEqual(['Role default volsyncctl-completion']);
  });

  it('prints one ClusterRole for all commands, with a rule for each resource', async () => {
    const [role, ...others] = await manifests('-A');
    expect(others).toEqual([]);
    expect(role && named(role)).toBe('ClusterRole volsyncctl');
    const resources = role?.rules?.flatMap((rule) => rule.resources) ?? [];
    expect(new Set(resources).size).toBe(resources.length);
    for (const right of grantableCommands.flatMap((command) => [...rights[command]])) {
      const rule = role?.rules?.find((each) => each.resources.includes(right.resource));
      expect(rule?.verbs).toEqual(expect.arrayContaining([...right.verbs]));
    }
  });

  it('prints the bindings with the roles', async () => {
    const line = 'logs -n home --role-name reader --for user:jane --for group:a:b --for serviceaccount:ops:dash';
    const [role, binding, ...rest] = await manifests(line);
    expect([role, binding, ...rest].map((manifest) => manifest && named(manifest))).toEqual([
      'Role home reader',
      'RoleBinding home reader',
      'Role volsync-system reader',
      'RoleBinding volsync-system reader',
    ]);
    expect(binding).toMatchObject({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' },
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'a:b' },
        { kind: 'ServiceAccount', name: 'dash', namespace: 'ops' },
      ],
    });
    expect(binding?.subjects?.[2]).not.toHaveProperty('apiGroup');
    expect((await manifests('logs -A --for user:jane')).map(({ kind }) => kind)).toEqual([
      'ClusterRole',
      'ClusterRoleBinding',
    ]);
  });

  it('says what each rule is for, and leaves out the optional ones with --required', async () => {
    expect((await typed('logs -n home')).out).toContain('  # optional: for --events and --job\n');
    const { out } = await typed('logs -n home --required');
    expect(out).not.toContain('optional');
    expect(out).not.toContain('volsync-system');
    expect(out).toContain('  # to read their logs\n  - apiGroups: [""]\n    resources: [pods/log]\n    verbs: [get]\n');
  });

  it('gives scripts one List', async () => {
    const list = JSON.parse((await typed('logs -A --for user:jane -o json')).out) as {
      kind: string;
      items: Manifest[];
    };
    expect(list.kind).toBe('List');
    expect(list.items.map(({ kind }) => kind)).toEqual(['ClusterRole', 'ClusterRoleBinding']);
    expect((await typed('logs -A -o name')).out).toBe('clusterrole.rbac.authorization.k8s.io/volsyncctl-logs\n');
    expect((await typed('logs -A -o yaml')).out).toBe((await typed('logs -A')).out);
  });

  it.each([
    ['bogus', /Allowed choices are/],
    ['--for jane', /Expected user:NAME/],
    ['--for serviceaccount:jane', /Expected user:NAME/],
    ['--for robot:jane', /Expected user:NAME/],
  ])('refuses %s', async (line, message) => {
    const { exitCode, out, err } = await typed(line);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
  });

  it('draws the same with -o wide as a table to read, within 80 columns', async () => {
    const { exitCode, out } = await typed('logs -n home -o wide --for user:jane', { isTerminal: true, columns: 80 });
    expect(exitCode).toBe(0);
    const text = unframed(out);
    expect(text).toMatch(/^Role volsyncctl-logs in namespace home, bound to User jane\nRESOURCE +VERBS +NEEDED *\n/);
    expect(text).toMatch(/^replicationsources\.volsync\.backube +get/m);
    expect(text).toMatch(/\nRole volsyncctl-logs in namespace volsync-system/);
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    const rules = (await manifests('logs -n home')).flatMap(({ rules: some = [] }) => some);
    for (const {
      resources: [resource = ''],
    } of rules)
      expect(text).toContain(`\n${resource}`);
  });
});
