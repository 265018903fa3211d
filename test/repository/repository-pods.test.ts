import { rawText } from '../../src/foreign-text.ts';
import { describe, expect, it } from 'vitest';
import { repositoryPods } from '../../src/repository/repository-pods.ts';
import type { MoverEnvironment } from '../../src/volsync/mover-environment.ts';
import type { ResticSource } from '../../src/volsync/types.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { environmentOf } from '../fakes/repository-objects.ts';

const question = {
  command: 'verify',
  limitMs: 50_000,
  deadlineMs: 60_000,
  steps: () => [{ name: 'list', args: ['snapshots'] }],
};
const pods = (environments: readonly MoverEnvironment[]) => repositoryPods(environments, question, 'mark');

function place(
  name: string,
  {
    namespace = 'home',
    restic = {},
    ...change
  }: Partial<MoverEnvironment> & { namespace?: string; restic?: ResticSource } = {},
) {
  const source = sourceObject({ restic: { repository: `${name}-volsync`, ...restic } }, {}, name);
  return environmentOf({ ...source, metadata: { ...source.metadata, namespace } }, change);
}

describe('repositoryPods', () => {
  it('are one for a namespace, with a container for each app', () => {
    const environments = [place('a'), place('b', { namespace: 'media' }), place('c')];
    const made = pods(environments);
    expect(made.map(({ spec }) => [spec.namespace, spec.pod.containers?.length])).toEqual([
      ['home', 2],
      ['media', 1],
    ]);
    expect([...(made[0]?.places ?? [])]).toEqual([
      ['app-0', environments[0]],
      ['app-1', environments[2]],
    ]);
    expect(pods([])).toEqual([]);
  });

  it.each([
    [19, [19]],
    [20, [20]],
    [21, [20, 1]],
    [50, [20, 20, 10]],
  ])('hold 20 apps at most: %i', (count, sizes) => {
    const made = pods(Array.from({ length: count }, (_, index) => place(`app${index}`)));
    expect(made.map(({ places }) => places.size)).toEqual(sizes);
  });

  it.each<[string, ResticSource, number]>([
    ['another fsGroup', { moverSecurityContext: { fsGroup: 1000 } }, 2],
    ['another service account', { moverServiceAccount: 'mover' }, 2],
    ['another place to run', { moverAffinity: { nodeAffinity: {} } }, 2],
    ['another user, which is of the container', { moverSecurityContext: { runAsUser: 1000 } }, 1],
  ])('are apart for an app with %s', (_what, restic, count) => {
    const made = pods([place('a'), place('b', { restic }), place('c')]);
    expect(made).toHaveLength(count);
    expect(made.reduce((sum, { places }) => sum + places.size, 0)).toBe(3);
  });

  it('have equal volumes once, under any name, and read-only, each where its mover has it', () => {
    const nfs = { server: 'nas', path: '/vault' };
    const volumes = (name: string, path: string, mountPath: string) => [
      { volume: { name, nfs: { ...nfs, path } }, mount: { name, mountPath, subPath: 'sub' } },
    ];
    const [pod] = pods([
      place('a', { volumes: volumes('x', '/vault', '/one') }),
      place('b', { volumes: volumes('y', '/vault', '/two') }),
      place('c', { volumes: volumes('x', '/other', '/one') }),
    ]);
    const repositories = pod?.spec.pod.volumes?.filter(({ nfs: volume }) => volume !== undefined) ?? [];
    expect(repositories.map(({ nfs: volume }) => volume)).toEqual([
      { ...nfs, readOnly: true },
      { ...nfs, path: '/other', readOnly: true },
    ]);
    const mounts = pod?.spec.pod.containers?.map(({ volumeMounts }) => volumeMounts?.at(-1));
    expect(mounts).toEqual([
      { name: repositories[0]?.name, mountPath: '/one', subPath: 'sub', readOnly: true },
      { name: repositories[0]?.name, mountPath: '/two', subPath: 'sub', readOnly: true },
      { name: repositories[1]?.name, mountPath: '/one', subPath: 'sub', readOnly: true },
    ]);
  });

  it('mount nothing to write to but a small folder of their own', () => {
    const claim = {
      volume: { name: 'r', persistentVolumeClaim: { claimName: 'r' } },
      mount: { name: 'r', mountPath: '/r' },
    };
    const restic = { customCA: { secretName: 'ca', key: 'ca.crt' } };
    const [pod] = pods([place('a', { volumes: [claim], restic }), place('b')]);
    const written = pod?.spec.pod.containers?.flatMap(({ volumeMounts = [] }) =>
      volumeMounts.filter(({ readOnly }) => readOnly !== true),
    );
    expect(written?.map(({ mountPath }) => mountPath)).toEqual(['/tmp', '/tmp']);
    expect(pod?.spec.pod.volumes).toContainEqual({ name: 'tmp-0', emptyDir: { sizeLimit: '64Mi' } });
    expect(pod?.spec.pod.volumes?.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim ?? [])).toEqual([
      { claimName: 'r', readOnly: true },
    ]);
  });

  it('are given their Secret by name, each container its own', () => {
    const [pod] = pods([place('a'), place('b')]);
    expect(pod?.spec.pod.containers?.map(({ envFrom }) => envFrom)).toEqual([
      [{ secretRef: { name: 'a-volsync' } }],
      [{ secretRef: { name: 'b-volsync' } }],
    ]);
    const words = pod?.spec.pod.containers
      ?.flatMap(({ command = [], args = [] }) => [...command, ...args].map(rawText))
      .join(' ');
    expect(words).not.toContain('-volsync');
    expect(words).toContain('mark');
  });

  it('ask with the image, proxies and user of the mover, and with the resources that the question needs', () => {
    const proxies = [{ name: 'HTTPS_PROXY', value: 'http://proxy' }];
    const one = place('a', { image: 'mover:1', proxies, restic: { moverSecurityContext: { runAsUser: 1000 } } });
    const [pod] = repositoryPods([one], { ...question, resources: { limits: { memory: '4Gi' } } }, 'mark');
    expect(pod?.spec).toMatchObject({
      command: 'verify',
      deadlineMs: 60_000,
      pod: {
        containers: [
          {
            image: 'mover:1',
            env: proxies,
            securityContext: { runAsUser: 1000, runAsNonRoot: true },
            resources: { limits: { memory: '4Gi' } },
          },
        ],
      },
    });
  });

  it.each<[ResticSource['customCA'] & object, object | undefined]>([
    [
      { secretName: 's', configMapName: 'c', key: 'k' },
      { secret: { secretName: 's', items: [{ key: 'k', path: 'ca.crt' }], optional: true } },
    ],
    [
      { configMapName: 'c', key: 'k' },
      { configMap: { name: 'c', items: [{ key: 'k', path: 'ca.crt' }], optional: true } },
    ],
    [{ secretName: 's' }, undefined],
    [{ key: 'k' }, undefined],
  ])('believe the authority that the mover believes: %j', (customCA, volume) => {
    const [pod] = pods([place('a', { restic: { customCA } })]);
    const found = pod?.spec.pod.volumes?.find(({ name }) => name === 'ca-0');
    expect(found).toEqual(volume && { name: 'ca-0', ...volume });
    const mount = pod?.spec.pod.containers?.[0]?.volumeMounts?.find(({ mountPath }) => mountPath === '/customCA');
    expect(mount?.readOnly).toBe(volume && true);
  });
});
