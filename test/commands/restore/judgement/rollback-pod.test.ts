import { describe, expect, it } from 'vitest';
import { rollbackPod } from '../../../../src/commands/restore/judgement/rollback-pod.ts';
import type { MoverEnvironment } from '../../../../src/volsync/mover-environment.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';

function pod(moverSecurityContext: Readonly<Record<string, unknown>> | undefined, isPrivileged = false) {
  const restic = { repository: 'web-volsync', ...(moverSecurityContext && { moverSecurityContext }) };
  const environment: MoverEnvironment = {
    ...{ source: sourceObject({ restic }), secret: 'web-volsync', image: 'volsync:1' },
    ...{ proxies: [], pullSecrets: ['pull'], volumes: [], hiddenMounts: undefined, isPrivileged },
  };
  return rollbackPod({ environment, copy: 'web-before', live: 'web', lifetimeMs: 60_001 });
}

describe('the pod that brings data back', () => {
  it('writes to the one volume and only reads the other, and knows no repository', () => {
    const { volumes, containers } = pod(undefined);
    expect(volumes).toEqual([
      { name: 'live', persistentVolumeClaim: { claimName: 'web' } },
      { name: 'copy', persistentVolumeClaim: { claimName: 'web-before', readOnly: true } },
      { name: 'tmp', emptyDir: { sizeLimit: '4Gi' } },
    ]);
    expect(containers).toMatchObject([
      {
        image: 'volsync:1',
        command: ['sleep', '61'],
        volumeMounts: [
          { name: 'live', mountPath: '/data' },
          { name: 'copy', mountPath: '/copy', readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ]);
    expect(containers?.[0]).not.toHaveProperty('envFrom');
  });

  it('is the mover’s user, whose fsGroup changes nothing here', () => {
    const { securityContext, containers, imagePullSecrets } = pod({
      ...{ runAsUser: 4000, runAsGroup: 4001, fsGroup: 4002, supplementalGroups: [7, 4002] },
      ...{ fsGroupChangePolicy: 'Always', seLinuxOptions: { level: 's0' } },
    });
    expect(securityContext).toEqual({ supplementalGroups: [4002, 7], seLinuxOptions: { level: 's0' } });
    expect(containers?.[0]?.securityContext).toEqual({ runAsNonRoot: true, runAsUser: 4000, runAsGroup: 4001 });
    expect(imagePullSecrets).toEqual([{ name: 'pull' }]);
  });

  it('is root with a restoring mover’s reach only where movers are', () => {
    expect(pod({ runAsUser: 4000 }, true).containers?.[0]?.securityContext).toEqual({
      runAsUser: 0,
      capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE', 'CHOWN', 'FOWNER'] },
    });
    expect(pod(undefined).containers?.[0]?.securityContext).toEqual({});
    expect(pod(undefined)).not.toHaveProperty('securityContext');
  });
});
