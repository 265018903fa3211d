import { appObject } from './app-object.ts';
import { type AppOptions, appUser } from './app-options.ts';
import type { Manifest } from './kubectl.ts';
import { images } from './versions.ts';

/** The Deployment of the application: it writes the files that are missing, so that restored ones stay as they are, and is ready when all are there. */
export function deploymentOf(options: AppOptions): Manifest {
  const { name, files, bytesPerFile } = options;
  const labels = { 'app.kubernetes.io/name': name };
  const script = [
    'cd /data',
    `for number in $(seq 1 ${files}); do`,
    `  [ -e file-$number ] || { head -c ${bytesPerFile} /dev/urandom >.new && mv .new file-$number; } || exit 1`,
    'done',
    'touch /tmp/written',
    "trap 'exit 0' TERM",
    'while :; do sleep 3600 & wait; done',
  ].join('\n');
  const container = {
    name: 'app',
    image: images.busybox,
    command: ['sh', '-c', script],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
    // Ready as soon as it has started; a readiness probe each second would cost a tenth of a core for each app.
    startupProbe: { exec: { command: ['test', '-e', '/tmp/written'] }, periodSeconds: 1, failureThreshold: 300 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const template = {
    metadata: { labels },
    spec: {
      terminationGracePeriodSeconds: 5,
      automountServiceAccountToken: false,
      securityContext: {
        ...{ runAsNonRoot: true, runAsUser: appUser, runAsGroup: appUser, fsGroup: appUser },
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [container],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: name } }],
    },
  };
  return appObject(options, 'apps/v1', 'Deployment', name, {
    spec: { replicas: 1, strategy: { type: 'Recreate' }, selector: { matchLabels: labels }, template },
  });
}
