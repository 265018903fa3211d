import { describe, expect, it } from 'vitest';
import { comparisonPod } from '../../src/comparison/comparison-pod.ts';

const repository = {
  securityContext: { fsGroup: 4000, fsGroupChangePolicy: 'Always', supplementalGroups: [7] },
  containers: [{ name: 'restic', securityContext: { runAsUser: 4000, runAsNonRoot: true } }],
};
const plain = { repository, claim: 'web', node: undefined, uid: undefined, gid: undefined, resources: undefined };

describe('comparisonPod', () => {
  it('gives nothing of the volume to the fsGroup, and reads through that group', () => {
    expect(comparisonPod(plain).securityContext).toEqual({ supplementalGroups: [7, 4000] });
  });

  it('holds the volume read-only twice over', () => {
    const { volumes, containers } = comparisonPod(plain);
    expect(volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: 'web', readOnly: true } });
    expect(containers?.[0]?.volumeMounts).toContainEqual({ name: 'data', mountPath: '/data', readOnly: true });
  });

  it.each([
    [undefined, { runAsUser: 4000, runAsNonRoot: true }],
    [1000, { runAsUser: 1000, runAsNonRoot: true }],
    [0, { runAsUser: 0, runAsNonRoot: false, capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE'] } }],
  ])('looks as %s', (uid, expected) => {
    expect(comparisonPod({ ...plain, uid }).containers?.[0]?.securityContext).toEqual(expected);
  });
});
