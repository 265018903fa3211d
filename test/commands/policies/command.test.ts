import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { policyVersions } from '../../../src/kubernetes/admission.ts';
import { run } from '../../../src/program/run.ts';
import { FakeIo } from '../../fakes/fake-io.ts';
import { clusterWith } from '../../fakes/policies-world.ts';

async function typed(line: string, cluster = clusterWith()) {
  const io = new FakeIo({ cluster });
  return {
    exitCode: await run(['policies', 'render', ...line.split(' ').filter(Boolean)], io),
    out: io.out,
    err: io.err,
  };
}

interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

const documents = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as Written);

/** The JSON fields of the two specs, the same in the Go types of the three versions (k8s.io/api v0.36). */
const fields = {
  MutatingAdmissionPolicy: [
    'paramKind',
    'matchConstraints',
    'variables',
    'mutations',
    'failurePolicy',
    'matchConditions',
    'reinvocationPolicy',
  ],
  MutatingAdmissionPolicyBinding: ['policyName', 'paramRef', 'matchResources'],
} as const;

describe('policies render', () => {
  it.each(policyVersions)('writes both policies and their bindings for %s', async (version) => {
    const { out } = await typed(`--nfs nas.lan:/mnt/volsync --api-version ${version} --only-namespace home`);
    const written = documents(out);
    expect(written.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'MutatingAdmissionPolicy volsync-mover-jitter',
      'MutatingAdmissionPolicyBinding volsync-mover-jitter',
      'MutatingAdmissionPolicy volsync-mover-nfs',
      'MutatingAdmissionPolicyBinding volsync-mover-nfs',
    ]);
    for (const { apiVersion, kind, spec } of written) {
      expect(apiVersion).toBe(`admissionregistration.k8s.io/${version}`);
      expect(fields[kind as keyof typeof fields]).toEqual(expect.arrayContaining(Object.keys(spec)));
    }
    expect(written[3]?.spec['matchResources']).toEqual({
      namespaceSelector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['home'] }],
      },
    });
  });

  it('matches CREATE and UPDATE, does nothing twice, and leaves running movers', async () => {
    const [jitter, , nfs] = documents((await typed('--nfs [fd00::1]:/v/')).out);
    for (const policy of [jitter, nfs]) {
      expect(policy?.spec).toMatchObject({
        reinvocationPolicy: 'IfNeeded',
        matchConstraints: { resourceRules: [{ operations: ['CREATE', 'UPDATE'], resources: ['jobs'] }] },
      });
      const conditions = policy?.spec['matchConditions'] as readonly { name: string; expression: string }[];
      expect(conditions.map(({ name }) => name)).toEqual(['is-a-mover', 'not-there-yet', 'leaves-running-movers']);
      expect(conditions[2]?.expression).toMatch(/^oldObject == null \|\| oldObject\./);
    }
    expect([jitter?.spec['failurePolicy'], nfs?.spec['failurePolicy']]).toEqual(['Ignore', 'Fail']);
    expect(JSON.stringify(nfs)).toContain('fd00::1');
  });

  it.each([
    ['--jitter off', 'no policy is left'],
    ['--jitter 5-1s', 'Expected a range of seconds'],
    ['--nfs nas', 'Expected SERVER:/PATH'],
    ['--nfs nas:/a"b', 'Expected SERVER:/PATH'],
    ['--mount-path repository', 'Expected an absolute path'],
    ['--mount-path /Repo', 'Expected an absolute path'],
    ['--only-namespace Home', 'Expected a namespace'],
  ])('refuses %s', async (line, words) => {
    const { exitCode, out, err } = await typed(line);
    expect(err).toContain(words);
    expect([exitCode, out]).toEqual([2, '']);
  });

  it('names the flag where the server cannot be asked', async () => {
    const io = new FakeIo();
    expect(await run(['policies', 'render'], io)).toBe(6);
    expect(io.err).toContain('--api-version v1');
  });
});
