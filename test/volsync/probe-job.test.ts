import { describe, expect, it } from 'vitest';
import type { PodSpec } from '../../src/kubernetes/objects.ts';
import { extraVolumes, probeJob } from '../../src/volsync/probe-job.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

const nfs = { nfs: { server: 'nas', path: '/vault' } };
const job = (pod: PodSpec) => ({ spec: { template: { spec: pod } } });

describe('probeJob', () => {
  const restic = {
    moverServiceAccount: 'mover',
    moverSecurityContext: { runAsUser: 1000 },
    moverPodLabels: { tier: 'backup', 'app.kubernetes.io/created-by': 'me' },
    moverVolumes: [{ mountPath: 'nas/web', volumeSource: nfs }],
  };

  it('is what policies know a mover by: name, labels, container, volumes', () => {
    const labels = { 'app.kubernetes.io/created-by': 'volsync' };
    expect(probeJob(sourceObject({ restic }), 'image')).toMatchObject({
      metadata: { namespace: 'home', name: 'volsync-src-web', labels },
      spec: {
        template: {
          metadata: { labels: { tier: 'backup', ...labels } },
          spec: {
            restartPolicy: 'Never',
            serviceAccountName: 'mover',
            securityContext: { runAsUser: 1000 },
            containers: [{ name: 'restic', image: 'image', command: ['/mover-restic/entry.sh'] }],
            volumes: [{ name: 'data' }, { name: 'cache' }, { name: 'tempdir' }, { name: 'u-nas-web', ...nfs }],
          },
        },
      },
    });
  });

  it('is given nothing of the Secret', () => {
    expect(JSON.stringify(probeJob(sourceObject({ restic: { repository: 'web-volsync' } }), 'image'))).not.toContain(
      'web-volsync',
    );
  });

  it("has VolSync's own defaults, and no pod while paused", () => {
    const { spec } = probeJob(sourceObject({ paused: true }), 'image');
    expect(spec?.parallelism).toBe(0);
    const pod = spec?.template?.spec;
    expect([pod?.serviceAccountName, pod?.securityContext]).toEqual(['volsync-src-web', undefined]);
  });

  it('shows the volumes of the mover that are its own, mounted where VolSync mounts them', () => {
    expect(extraVolumes(probeJob(sourceObject({ restic }), 'image'))).toEqual([
      { volume: { name: 'u-nas-web', ...nfs }, mount: { name: 'u-nas-web', mountPath: '/mnt/nas/web' } },
    ]);
    expect(extraVolumes(probeJob(sourceObject(), 'image'))).toEqual([]);
  });
});

describe('extraVolumes', () => {
  const repository = {
    volume: { name: 'repository', ...nfs },
    mount: { name: 'repository', mountPath: '/repository' },
  };

  it('finds what admission has injected', () => {
    const { spec } = probeJob(sourceObject(), 'image');
    const [mover] = spec?.template?.spec?.containers ?? [];
    const admitted = job({
      containers:
        mover === undefined ? [] : [{ ...mover, volumeMounts: [...(mover.volumeMounts ?? []), repository.mount] }],
      initContainers: [{ name: 'jitter', volumeMounts: [{ name: 'sleep', mountPath: '/sleep' }] }],
      volumes: [...(spec?.template?.spec?.volumes ?? []), repository.volume],
    });
    expect(extraVolumes(admitted)).toEqual([repository]);
  });

  it.each<[string, PodSpec | undefined]>([
    ['a Job without a pod', undefined],
    ['a pod without containers', { containers: [] }],
    ['a mount without its volume', { containers: [{ name: 'restic', volumeMounts: [repository.mount] }] }],
    ['a volume that is not mounted', { containers: [{ name: 'restic' }], volumes: [repository.volume] }],
  ])('finds nothing in %s', (_what, pod) => {
    expect(extraVolumes(pod === undefined ? {} : job(pod))).toEqual([]);
  });
});
