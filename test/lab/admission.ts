import { dryRunMover } from './admission-probe.ts';
import { bindingOf, mutatingPolicy } from './admission-policy.ts';
import { apply, until } from './kubectl.ts';
import { nfsExport } from './paths.ts';
import { images, jitterSeconds } from './versions.ts';

/**
 * Makes the runbook's two policies, and returns when the API server really applies them: a wait of a few random seconds before each backup, and the repository on
 * NFS for every mover that does not have it. Both also match UPDATE, because VolSync writes the Job anew at each reconcile, without what was injected.
 */
export async function applyAdmissionPolicies(): Promise<void> {
  await apply([jitterPolicy, nfsPolicy, ...[jitterPolicy, nfsPolicy].map(bindingOf)]);
  await until('the admission policies are in effect', isInjecting, 60_000);
}

const isMover =
  "has(object.metadata.labels) && object.metadata.labels[?'app.kubernetes.io/created-by'].orValue('') == 'volsync'";

/** Sets the whole list, so that applying it twice gives what applying it once gives. */
const jitterPolicy = mutatingPolicy('volsync-mover-jitter', {
  conditions: { 'is-a-source-mover': `object.metadata.name.startsWith('volsync-src-') && ${isMover}` },
  mutations: [
    `[JSONPatch{op: "add", path: "/spec/template/spec/initContainers", value: [
      Object.spec.template.spec.initContainers{
        name: "jitter",
        image: "${images.busybox}",
        command: ["sh", "-c", "SLEEP_TIME=$(shuf -i ${jitterSeconds.min}-${jitterSeconds.max} -n 1); echo \\"Sleeping for $SLEEP_TIME seconds\\"; sleep $SLEEP_TIME"]
      }
    ]}]`,
  ],
});

/** Adds to the lists that VolSync fills; what a Job has already is left as it is. */
const nfsPolicy = mutatingPolicy('volsync-mover-nfs', {
  conditions: {
    'is-a-mover': `object.metadata.name.startsWith('volsync-') && ${isMover}`,
    'has-no-repository-volume': `!object.spec.template.spec.?volumes.orValue([]).exists(volume, volume.name == 'repository')`,
  },
  mutations: [
    ensureList('/spec/template/spec/volumes', 'object.spec.template.spec.?volumes'),
    `[JSONPatch{op: "add", path: "/spec/template/spec/volumes/-", value: Object.spec.template.spec.volumes{
      name: "repository",
      nfs: Object.spec.template.spec.volumes.nfs{server: "${nfsExport.server}", path: "${nfsExport.path}"}
    }}]`,
    ensureList(
      '/spec/template/spec/containers/0/volumeMounts',
      'object.spec.template.spec.containers[0].?volumeMounts',
    ),
    `[JSONPatch{op: "add", path: "/spec/template/spec/containers/0/volumeMounts/-",
      value: Object.spec.template.spec.containers.volumeMounts{name: "repository", mountPath: "/repository"}}]`,
  ],
});

/** A patch can append only to a list that is there. */
function ensureList(path: string, value: string): string {
  return `${value}.hasValue() ? [] : [JSONPatch{op: "add", path: "${path}", value: []}]`;
}

async function isInjecting(): Promise<boolean> {
  const { initContainers = [], volumes } = await dryRunMover({ name: 'volsync-src-probe', namespace: 'default' });
  return initContainers.some(({ name }) => name === 'jitter') && volumes.some(({ name }) => name === 'repository');
}
