import { expect, it } from 'vitest';
import { withNames } from '../../src/volsync/references.ts';

it('makes names of what objects call others, and leaves the rest', () => {
  const source = {
    metadata: { name: 'web', ownerReferences: [{ apiVersion: 'v1', kind: 'A\nB', name: 'one', uid: 'u' }] },
    spec: {
      sourcePVC: 'red\nFAKE',
      trigger: { manual: 'x\ny' },
      restic: { repository: 'a b', moverVolumes: [{ mountPath: 'x\u2028' }, { mountPath: 'y' }] },
    },
  };
  expect(withNames('replicationsources', source)).toEqual({
    metadata: { name: 'web', ownerReferences: [{ apiVersion: 'v1', kind: String.raw`"A\nB"`, name: 'one', uid: 'u' }] },
    spec: {
      sourcePVC: String.raw`"red\nFAKE"`,
      trigger: { manual: 'x\ny' },
      restic: { repository: '"a b"', moverVolumes: [{ mountPath: String.raw`"x\u2028"` }, { mountPath: 'y' }] },
    },
  });
});

it('is the same object where there is nothing to change', () => {
  const claim = { metadata: { name: 'web' }, spec: { dataSourceRef: { kind: 'ReplicationDestination', name: 'web' } } };
  expect(withNames('persistentvolumeclaims', claim)).toBe(claim);
});
