import { expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { applyFixes } from '../../../../src/commands/doctor/operation/fix.ts';
import type { Fix } from '../../../../src/commands/doctor/judgement/fixes.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';

const fixOf = (name: string): Fix =>
  ({
    kind: 'delete',
    resource: resources.persistentVolumeClaims,
    key: { namespace: 'home', name },
    uid: name,
  }) as never;
const fixes = ['one', 'two', 'three'].map(fixOf);
const objects = ['one', 'two', 'three'].map((name) => ({ metadata: { namespace: 'home', name, uid: name } }));

it('tells on Ctrl-C what was changed, what may have been, and what was not', async () => {
  const interrupted = new AbortController();
  const cluster = new FakeCluster().put(resources.persistentVolumeClaims, ...objects);
  cluster.before('delete', resources.persistentVolumeClaims, ({ key }) => {
    if (key?.name !== 'two') return;
    interrupted.abort();
    throw new Failure('interrupted', 'Interrupted.');
  });
  const results = await applyFixes(fixes, { cluster, signal: interrupted.signal });
  expect(results.map(({ failure }) => failure?.message)).toEqual([
    undefined,
    'Interrupted. It may have been changed.',
    'interrupted before this was changed',
  ]);
  expect(cluster.count('delete')).toBe(2);
});

it('goes on after one that is refused', async () => {
  const cluster = new FakeCluster().put(resources.persistentVolumeClaims, ...objects);
  cluster.before('delete', resources.persistentVolumeClaims, ({ key }) => {
    if (key?.name === 'one') throw new Failure('refused', 'no');
  });
  const results = await applyFixes(fixes, { cluster, signal: new AbortController().signal });
  expect(results.map(({ failure }) => failure?.kind)).toEqual(['refused', undefined, undefined]);
});
