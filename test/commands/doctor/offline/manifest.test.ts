import { expect, it } from 'vitest';
import { examineManifests, offlineRules } from '../../../../src/commands/doctor/offline/examine.ts';
import { run } from '../../../../src/program/run.ts';
import { FakeIo } from '../../../fakes/fake-io.ts';

async function written(line: string): Promise<string> {
  const io = new FakeIo();
  expect(await run(line.split(' '), io)).toBe(0);
  return io.out;
}

const variables = new Map([
  ['APP', 'web'],
  ['VOLSYNC_SCHEDULE', '29 * * * *'],
]);

it.each([
  ['manifest web --no-validate', undefined],
  ['manifest web --no-validate -n home --secret restic --nfs nas:/v --copy-method Direct', undefined],
  ['manifest --kustomize', variables],
])('finds nothing in what %s writes', async (line, values) => {
  const report = examineManifests([{ path: '-', text: await written(line) }], values);
  expect(report).toMatchObject({ findings: [], objects: 2 });
});

it('finds nothing in the policies', async () => {
  const text = await written('policies render --nfs nas:/v --api-version v1');
  expect(examineManifests([{ path: '-', text }], undefined).findings).toEqual([]);
});

it('explains each rule, under a name of its own', () => {
  expect(new Set(offlineRules.map(({ name }) => name)).size).toBe(offlineRules.length);
  for (const { explanation, summary } of offlineRules) expect(explanation.length).toBeGreaterThan(summary.length);
});

it('survives values of any shape', () => {
  const shapes = [
    null,
    1,
    'x',
    [],
    [null],
    {},
    { restic: null },
    { restic: { moverVolumes: [1] } },
    { restic: { moverVolumes: [null], copyMethod: null } },
    { trigger: 5 },
    { restic: { retain: [] } },
  ];
  for (const spec of shapes) {
    for (const kind of [
      'ReplicationSource',
      'ReplicationDestination',
      'PersistentVolumeClaim',
      'Secret',
      'ExternalSecret',
      'MutatingAdmissionPolicy',
    ]) {
      const apiVersion = kind.startsWith('R') ? 'volsync.backube/v1alpha1' : 'v1';
      const body = { apiVersion, kind, metadata: { name: 'x' }, spec };
      expect(() => examineManifests([{ path: 'x.yaml', text: JSON.stringify(body) }], undefined)).not.toThrow();
    }
  }
});
