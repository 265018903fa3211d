import { afterAll, beforeAll, expect, it } from 'vitest';
import { apply, until } from '../lab/kubectl.ts';
import { images } from '../lab/versions.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';

let namespace: string;
/** The policies of the test, only for its namespace. */
let policies: string;

beforeAll(async () => {
  namespace = await createNamespace('manifest');
  policies = `${namespace}-mover`;
});

afterAll(async () => {
  const kinds = 'mutatingadmissionpolicybinding,mutatingadmissionpolicy';
  await kubectl(['delete', kinds, `${policies}-nfs`, '--ignore-not-found']);
  await removeNamespace(namespace);
});

it('creates an app that bootstraps, backs up, is removed and comes back with its data', async () => {
  const written = await volsyncctl(['manifest', 'web', '-n', namespace, '--secret', 'web-volsync', '--validate']);
  expect(written).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await volsyncctl(['doctor', '--offline', '-f', '-'], { input: written.stdout })).toMatchObject({
    exitCode: 0,
  });
  await deploy(written.stdout);
  const before = await content();
  const { exitCode, stderr } = await volsyncctl(['trigger', 'web', '-n', namespace], { timeoutMs: 240_000 });
  expect(exitCode, stderr).toBe(0);

  await kubectl(['delete', 'pod', 'web', '-n', namespace]);
  await kubectl(['delete', '-n', namespace, '-f', '-'], written.stdout);
  await deploy(written.stdout);
  expect(await content()).toBe(before);
}, 600_000);

it("installs a policy, proves it, shows it, and refuses to contradict somebody else's", async () => {
  const install = ['policies', 'install', '-n', namespace, '--name', policies, '--only-namespace', namespace];
  const other = await volsyncctl([...install, '--nfs', 'nas.other:/x', '--yes']);
  expect(other.exitCode).toBe(4);
  expect(other.stderr).toContain('it adds volume repository to movers as nfs');
  // With a separate mount path it does not conflict with the lab's policies.
  const own = [...install, '--nfs', 'nas.lab:/mnt/backup', '--mount-path', '/backup', '--jitter', 'off', '--yes'];
  const installed = await volsyncctl(own);
  expect(installed.exitCode, installed.stderr).toBe(0);
  const status = await volsyncctl(['policies', 'status', '-n', namespace, '-o', 'json']);
  expect(status.exitCode).toBe(0);
  const { movers } = JSON.parse(status.stdout) as { readonly movers: readonly Mover[] };
  for (const { injection } of movers) {
    expect(injection.volumes).toContainEqual(
      expect.objectContaining({ name: 'backup', source: 'nfs nas.lab:/mnt/backup' }),
    );
    expect(injection.volumes).toContainEqual(expect.objectContaining({ name: 'repository', mountPath: '/repository' }));
  }
  const again = await volsyncctl([...own, '-o', 'json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ objects: [{ action: 'keep' }, { action: 'keep' }] });
});

it.each(['v1', 'v1beta1', 'v1alpha1'])(
  'renders both policies as %s so that the API server accepts them',
  async (version) => {
    const render = ['policies', 'render', '--api-version', version, '--name', policies, '--nfs', 'nas.lab:/mnt/backup'];
    const { exitCode, stdout, stderr } = await volsyncctl(render);
    expect(exitCode, stderr).toBe(0);
    expect(stdout.match(new RegExp(`admissionregistration.k8s.io/${version}\\n`, 'g'))).toHaveLength(4);
    const accepted = await kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], stdout);
    expect(accepted.trim().split('\n')).toHaveLength(4);
  },
);

interface Mover {
  readonly injection: { readonly volumes: readonly object[] };
}

/** The Secret, the output of manifest, and a pod that writes a file if there is none yet. */
async function deploy(manifests: string): Promise<void> {
  const secret = { RESTIC_REPOSITORY: `/repository/${namespace}-web`, RESTIC_PASSWORD: namespace };
  const script = '[ -e /data/file ] || cat /proc/sys/kernel/random/uuid > /data/file; sleep 3600';
  await apply([
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web-volsync', namespace }, stringData: secret },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace },
      spec: {
        terminationGracePeriodSeconds: 0,
        securityContext: { runAsUser: 4000, runAsGroup: 4000, fsGroup: 4000 },
        containers: [
          {
            name: 'app',
            image: images.busybox,
            command: ['sh', '-c', script],
            volumeMounts: [{ name: 'data', mountPath: '/data' }],
          },
        ],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'web' } }],
      },
    },
  ]);
  await apply(manifests);
  await until('the app has its file', async () => (await content()) !== '', 240_000);
}

function content(): Promise<string> {
  return kubectl(['exec', 'web', '-n', namespace, '--', 'cat', '/data/file']);
}
