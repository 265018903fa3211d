import type { NewObject } from '../kubernetes/cluster.ts';
import type { Container, Pod, PodSpec } from '../kubernetes/objects.ts';
import { defaultResources } from './default-resources.ts';

/** A helper pod to make: what is special about it. */
export interface HelperPodSpec {
  readonly namespace: string;
  /** The command of volsyncctl that it works for. */
  readonly command: string;
  /** Whatever becomes of volsyncctl, Kubernetes ends the pod after this time. */
  readonly deadlineMs: number;
  readonly pod: PodSpec;
  /** Beside its own. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** It stays when the work is done, until its deadline: somebody wants to look at it. */
  readonly isKept?: boolean;
  /** The run that it belongs to where that has made other things too: its label `app.kubernetes.io/instance`. */
  readonly run?: string | undefined;
  /** It changes something: then its removal waits until nothing of it runs any more. */
  readonly isWriting?: boolean | undefined;
}

/** Finds what volsyncctl has made, also what a crash has left. */
export const managedBy = { 'app.kubernetes.io/managed-by': 'volsyncctl' } as const;

/** The labels of all that one run of a command makes: `run` tells it from all others. */
export function runLabels(command: string, run: string): Readonly<Record<string, string>> {
  return { ...managedBy, 'app.kubernetes.io/component': command, 'app.kubernetes.io/instance': run };
}

/**
 * The pod of a spec, as harmless as it can be: everything that the restricted Pod Security profile asks for unless the
 * spec says otherwise, small requests, no service account token. `run` tells the pods of one run from all others.
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
