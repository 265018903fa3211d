import { dryRunMover } from './admission-probe.ts';
import { bindingOf, mutatingPolicy } from './admission-policy.ts';
import { apply, until } from './kubectl.ts';
import { nfsExport } from './paths.ts';
import { images, jitterSeconds } from './versions.ts';

/**
 * Creates the runbook's two policies, and returns when they are really in effect: a random delay of a few seconds
 * before each backup, and the repository on NFS for every mover that does not have it. Both also match UPDATE, because
 * VolSync rewrites the Job at each reconcile, without what was injected.
 */
export async function applyAdmissionPolicies(): Promise<void> {
  await apply([jitterPolicy, nfsPolicy, ...[jitterPolicy, nfsPolicy].map(bindingOf)]);
  await until('the admission policies are in effect', isInjecting);
}

const isMover =
  "has(object.metadata.labels) && object.metadata.labels[?'app.kubernetes.io/created-by'].orValue('') == 'volsync'";

const jitterPolicy = mutatingPolicy('volsync-mover-jitter', {
  conditions: {
    'is-a-source-mover': `object.metadata.name.startsWith('volsync-src-') && ${isMover}`,
    'has-no-jitter': `!object.spec.template.spec.?initContainers.orValue([]).exists(container, container.name == 'jitter')`,
  },
  mutations: [
    append(
      'initContainers',
      `Object.spec.template.spec.initContainers{
        name: "jitter",
        image: "${images.busybox}",
        command: ["sh", "-c", "SLEEP_TIME=$(shuf -i ${jitterSeconds.min}-${jitterSeconds.max} -n 1); echo \\"Sleeping for $SLEEP_TIME seconds\\"; sleep $SLEEP_TIME"]
      }`,
    ),
  ],
});

/** Adds to the lists that VolSync fills; what a Job already has is left alone. */
const nfsPolicy = mutatingPolicy('volsync-mover-nfs', {
  conditions: {
    'is-a-mover': `object.metadata.name.startsWith('volsync-') && ${isMover}`,
    'has-no-repository-volume': `!object.spec.template.spec.?volumes.orValue([]).exists(volume, volume.name == 'repository')`,
  },
  mutations: [
    append(
      'volumes',
      `Object.spec.template.spec.volumes{
        name: "repository",
        nfs: Object.spec.template.spec.volumes.nfs{server: "${nfsExport.server}", path: "${nfsExport.path}"}
      }`,
    ),
    append(
      'containers[0].volumeMounts',
      `Object.spec.template.spec.containers.volumeMounts{name: "repository", mountPath: "/repository"}`,
    ),
  ],
});

/**
 * CEL that appends to a list of the pod's spec, creating it if needed. Both in one mutation, because an empty list does
 * not survive until the next one; and one object at a time, because the API server (1.36) panics on a patch whose value
 * is a list of objects.
 */
function append(list: string, value: string): string {
  const path = `/spec/template/spec/${list.replace('[0].', '/0/')}`;
  const found = `object.spec.template.spec.${list.replace(/(\w+)$/, '?$1')}`;
  return `(${found}.hasValue() ? [] : [JSONPatch{op: "add", path: "${path}", value: []}]) +
    [JSONPatch{op: "add", path: "${path}/-", value: ${value}}]`;
}

async function isInjecting(): Promise<boolean> {
  const { initContainers = [], volumes } = await dryRunMover({ name: 'volsync-src-probe', namespace: 'default' });
  return initContainers.some(({ name }) => name === 'jitter') && volumes.some(({ name }) => name === 'repository');
}
