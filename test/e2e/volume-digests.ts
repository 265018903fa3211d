import { randomBytes } from 'node:crypto';
import { apply, getJson, until } from '../lab/kubectl.ts';
import { appUser } from '../lab/app-options.ts';
import { kubectl } from './lab.ts';

/**
 * Every file, folder and link of a volume with its digest and owner, read without VolSync and volsyncctl; sorted.
 * Without modes: the kubelet changes those of the copy that is backed up, if the mover has an fsGroup.
 */
export async function volumeDigests(namespace: string, claim: string): Promise<readonly string[]> {
  const name = `digests-${randomBytes(3).toString('hex')}`;
  await apply([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace },
      spec: {
        restartPolicy: 'Never',
        securityContext: { runAsUser: appUser, runAsGroup: appUser },
        containers: [
          {
            name: 'digests',
            image: 'busybox:1.36',
            command: [
              'sh',
              '-c',
              'cd /data && find . -type f -exec sha256sum {} + && find . -mindepth 1 ! -name lost+found -exec stat -c "%n %F %u:%g" {} +',
            ],
            volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }],
          },
        ],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
      },
    },
  ]);
  try {
    await until(`pod ${name} has ended`, async () => {
      const pod = await getJson<{ status?: { phase?: string } }>(['pod', name, '-n', namespace]);
      return pod?.status?.phase === 'Succeeded';
    });
    const text = await kubectl(['logs', name, '-n', namespace]);
    return text.split('\n').filter(Boolean).sort();
  } finally {
    await kubectl(['delete', 'pod', name, '-n', namespace, '--force', '--grace-period=0']);
  }
}
