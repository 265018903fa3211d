import { kubectl } from './kubectl.ts';
import { images } from './versions.ts';

/** A mover's pod after admission. */
export interface MoverPodSpec {
  readonly initContainers?: readonly { readonly name: string }[];
  readonly containers: readonly { readonly image: string }[];
  readonly volumes: readonly { readonly name: string }[];
}

/** Sends a Job like a mover's as a dry run, and returns the resulting pod; nothing is created. */
export async function dryRunMover(job: { name: string; namespace: string }): Promise<MoverPodSpec> {
  const answer = await kubectl(['create', '--dry-run=server', '-o', 'json', '-f', '-'], JSON.stringify(moverJob(job)));
  return (JSON.parse(answer) as { spec: { template: { spec: MoverPodSpec } } }).spec.template.spec;
}

function moverJob({ name, namespace }: { name: string; namespace: string }): object {
  const spec = {
    restartPolicy: 'Never',
    containers: [{ name: 'restic', image: images.mover, volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
    volumes: [{ name: 'data', emptyDir: {} }],
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/created-by': 'volsync' } },
    spec: { template: { spec } },
  };
}
