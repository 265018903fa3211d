import { appObject } from './app-object.ts';
import { type AppOptions, appUser } from './app-options.ts';
import type { Manifest } from './kubectl.ts';
import { images } from './versions.ts';

/**
 * The Deployment or StatefulSet of the application, with its autoscaler: it writes missing files, so that restored ones
 * stay unchanged, and is ready when all exist.
 */
export function workloadOf(options: AppOptions): Manifest[] {
  return options.autoscaler ? [workload(options), autoscalerOf(options)] : [workload(options)];
}

function workload(options: AppOptions): Manifest {
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
    // Ready once it has started; a readiness probe every second would cost a tenth of a core per app.
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
  const same = { selector: { matchLabels: labels }, template, ...(!options.autoscaler && { replicas: 1 }) };
  const spec =
    options.workload === 'Deployment'
      ? { ...same, strategy: { type: 'Recreate' } }
      : { ...same, serviceName: name, podManagementPolicy: 'Parallel' };
  return appObject(options, 'apps/v1', options.workload, name, { spec });
}

/** The lab has no metrics: it only keeps the replicas within its limits. */
function autoscalerOf(options: AppOptions): Manifest {
  const { name, workload: kind } = options;
  const resource = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } };
  return appObject(options, 'autoscaling/v2', 'HorizontalPodAutoscaler', name, {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind, name },
      ...{ minReplicas: 1, maxReplicas: 3 },
      metrics: [{ type: 'Resource', resource }],
    },
  });
}
