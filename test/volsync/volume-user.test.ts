import { describe, expect, it } from 'vitest';
import type { Pod } from '../../src/kubernetes/objects.ts';
import { volumePod } from '../../src/volsync/volume-pod.ts';
import { podsWithClaim, volumeUser } from '../../src/volsync/volume-user.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

type Context = Readonly<Record<string, unknown>>;

const asked = { uid: undefined, gid: undefined };
const mover = (context: Context) =>
  sourceObject({ restic: { repository: 'web', copyMethod: 'Snapshot', moverSecurityContext: context } });

function pod(context: Context, own: Context = {}, phase: 'Running' | 'Succeeded' | 'Failed' = 'Running'): Pod {
  return {
    metadata: { namespace: 'home', name: 'web-0' },
    spec: {
      securityContext: context,
      containers: [
        { name: 'side', securityContext: { runAsUser: 9 } },
        { name: 'app', securityContext: own, volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      ],
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'web' } }],
    },
    status: { phase },
  };
}

describe('who looks into a volume', () => {
  it("is the mover's user before a pod's, with its groups", () => {
    const source = mover({ runAsUser: 1000, runAsGroup: 1001, fsGroup: 1002, supplementalGroups: [1003, 1002] });
    expect(volumeUser(source, [pod({ runAsUser: 5 })], 'web', asked)).toEqual({
      uid: 1000,
      gid: 1001,
      groups: [1002, 1003],
      from: 'mover',
    });
  });

  it('is that of the container with the volume, and of its pod where that says nothing', () => {
    expect(volumeUser(undefined, [pod({ runAsUser: 5, fsGroup: 6 })], 'web', asked)).toMatchObject({
      uid: 5,
      groups: [6],
      from: 'pod',
    });
    expect(volumeUser(undefined, [pod({ runAsUser: 5 }, { runAsUser: 7 })], 'web', asked).uid).toBe(7);
  });

  it.each([[mover({ runAsUser: 0 })], [mover({})], [undefined]])(
    'is nobody where only root is known, or no one',
    (source) => {
      expect(volumeUser(source, [pod({ runAsUser: 0 })], 'web', asked)).toMatchObject({ uid: 65534, from: 'default' });
    },
  );

  it('is who was asked for', () => {
    const source = mover({ runAsUser: 1000, runAsGroup: 1001 });
    expect(volumeUser(source, [], 'web', { uid: 0, gid: undefined })).toMatchObject({
      uid: 0,
      gid: undefined,
      from: 'flag',
    });
    expect(volumeUser(source, [], 'web', { uid: undefined, gid: 7 })).toMatchObject({
      uid: 1000,
      gid: 7,
      from: 'flag',
    });
  });

  it('does not count pods that have ended, or have another claim', () => {
    const pods = [pod({}), pod({}, {}, 'Succeeded'), pod({}, {}, 'Failed')];
    expect(podsWithClaim(pods, 'web')).toHaveLength(1);
    expect(podsWithClaim(pods, 'other')).toHaveLength(0);
  });
});

describe('the pod of a volume', () => {
  const user = { uid: 1000, gid: 1000, groups: [5], from: 'mover' } as const;
  const base = { claim: 'web', user, node: undefined, image: 'busybox', lifetimeMs: 90_500, resources: undefined };

  it('writes nothing into it, and ends by itself', () => {
    const { containers, volumes, securityContext, affinity } = volumePod(base);
    expect(volumes?.[0]?.persistentVolumeClaim?.readOnly).toBe(true);
    expect(containers?.[0]?.volumeMounts?.[0]?.readOnly).toBe(true);
    expect(containers?.[0]?.command).toEqual(['sleep', '91']);
    expect(securityContext).toEqual({
      runAsUser: 1000,
      runAsGroup: 1000,
      supplementalGroups: [5],
      runAsNonRoot: true,
    });
    expect(affinity).toBeUndefined();
  });

  it('has of root only the reach to read, where root was asked for', () => {
    const { containers, securityContext } = volumePod({ ...base, user: { ...user, uid: 0 } });
    expect(securityContext).not.toHaveProperty('runAsNonRoot');
    expect(containers?.[0]?.securityContext).toEqual({ capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE'] } });
  });
});
