import type { NewObject } from '../kubernetes/cluster.ts';
import type { Container, Pod, PodSpec } from '../kubernetes/objects.ts';
import { defaultResources } from './default-resources.ts';

/** What distinguishes a helper pod from others. */
export interface HelperPodSpec {
  readonly namespace: string;
  /** The command of volsyncctl that uses it. */
  readonly command: string;
  /** Kubernetes ends the pod after this time, even if volsyncctl was killed. */
  readonly deadlineMs: number;
  readonly pod: PodSpec;
  /** In addition to its own. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** It is kept after the work until its deadline, for `--keep`. */
  readonly isKept?: boolean;
  /** The run that it belongs to, if that also creates other objects: its label `app.kubernetes.io/instance`. */
  readonly run?: string | undefined;
  /** It writes: its removal waits until all of its containers have ended. */
  readonly isWriting?: boolean | undefined;
}

/** Finds everything that volsyncctl created, including leftovers of a crash. */
export const managedBy = { 'app.kubernetes.io/managed-by': 'volsyncctl' } as const;

/** The labels of all objects of one run of a command: `run` distinguishes it from all others. */
export function runLabels(command: string, run: string): Readonly<Record<string, string>> {
  return { ...managedBy, 'app.kubernetes.io/component': command, 'app.kubernetes.io/instance': run };
}

/**
 * The pod of a spec, with as few privileges as possible: it meets the restricted Pod Security profile unless the spec
 * says otherwise, has small requests and no service account token. `run` distinguishes the pods of one run from all
 * others.
 */
export function helperPod(spec: HelperPodSpec, run: string): NewObject<Pod> {
  const { namespace, command, deadlineMs, pod, isKept = false } = spec;
  return {
    metadata: {
      namespace,
      generateName: `volsyncctl-${command}-`,
      labels: { ...spec.labels, ...runLabels(command, run) },
      ...(isKept && { annotations: { 'volsyncctl/keep': 'true' } }),
    },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: Math.ceil(deadlineMs / 1000),
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 1,
      ...pod,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' }, ...pod.securityContext },
      containers: (pod.containers ?? []).map(hardened),
    },
  };
}

function hardened(container: Container): Container {
  return {
    resources: defaultResources,
    ...container,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      ...container.securityContext,
    },
  };
}
