import type { Facts } from '../../src/commands/doctor/facts.ts';
import { lasting, passing } from '../../src/volsync/diagnosis.ts';
import { injectionOf } from '../../src/volsync/mover-injection.ts';
import {
  admissionWith,
  admittedJob,
  bareJob,
  controllerObject,
  factsWith,
  hidden,
  listed,
  policyObject,
} from './doctor-facts.ts';

/** Facts with a problem and the expected finding, and facts in which it could not be determined. */
export interface Fault {
  readonly problem: Facts;
  readonly seen: RegExp;
  readonly unseen?: Facts;
}

const quota = 'persistentvolumeclaims "volsync-web-src" is forbidden: exceeded quota';
/** In the format of VolSync's own build, a minute before the healthy facts were read. */
const repeatedError = ['15:20:00', '15:22:00', '15:23:00'].map((clock) => {
  const fields = { replicationsource: { name: 'web', namespace: 'home' }, error: quota };
  return `2026-11-23T${clock}.956Z\tERROR\tcontroller.ReplicationSource\treconcile failed\t${JSON.stringify(fields)}`;
});

const jitter = { image: 'busybox:none', container: 'jitter', namespace: 'home' } as const;
const unanswered = { kind: 'unknown', why: 'You may not create that.' } as const;
const unstable = { kind: 'admitted', injection: injectionOf({}, admittedJob), isStable: false } as const;

/** By rule, for the cluster. */
export const clusterFaults: Readonly<Record<string, Fault>> = {
  'not-installed': { problem: factsWith({ notInstalled: 'VolSync is not served.' }), seen: /not served/ },
  controller: {
    problem: factsWith({ cluster: { controllers: listed(controllerObject([], { readyReplicas: 0, replicas: 0 })) } }),
    seen: /scaled to 0/,
    unseen: factsWith({ cluster: { controllers: hidden } }),
  },
  'controller-log': {
    problem: factsWith({ controllerLog: { value: repeatedError } }),
    seen: /has a recurring error: persistentvolumeclaims "volsync-web-src" is forbidden: exceeded quota/,
    unseen: factsWith({ controllerLog: hidden }),
  },
  'mover-image': {
    problem: factsWith({
      cluster: {
        controllers: listed(
          controllerObject([{ name: 'RELATED_IMAGE_RESTIC_CONTAINER', value: 'quay.io/backube/volsync:0.15.0' }]),
        ),
      },
    }),
    seen: /0\.16\.0, its movers .*0\.15\.0|0\.15\.0/,
    unseen: factsWith({ cluster: { controllers: hidden } }),
  },
  'mover-logs': {
    problem: factsWith({
      cluster: { controllers: listed(controllerObject([{ name: 'MOVER_LOG_MAX_BYTES', value: '0' }])) },
    }),
    seen: /MOVER_LOG_MAX_BYTES is 0/,
    unseen: factsWith({ cluster: { controllers: hidden } }),
  },
  'snapshot-support': {
    problem: factsWith({ objects: { snapshots: { value: [], isServed: false } } }),
    seen: /is not served, but 2 objects/,
    unseen: factsWith({ objects: { snapshots: hidden } }),
  },
  'volume-populator': {
    problem: factsWith({ cluster: { populators: listed() } }),
    seen: /none is for ReplicationDestinations/,
    unseen: factsWith({ cluster: { populators: hidden } }),
  },
  'retained-copies': {
    problem: factsWith({
      cluster: {
        snapshotContents: listed({
          metadata: { name: 'content-1' },
          spec: {
            deletionPolicy: 'Retain' as const,
            volumeSnapshotRef: { name: 'volsync-web-src', namespace: 'home', uid: 'gone' },
          },
          status: { restoreSize: 1024 ** 3 },
        }),
      },
    }),
    seen: /1 VolumeSnapshotContents of syncs are kept \(1\.0 GiB\)/,
    unseen: factsWith({ cluster: { snapshotContents: hidden } }),
  },
  'policy-binding': {
    problem: factsWith({ admission: admissionWith({ bindings: [] }) }),
    seen: /no MutatingAdmissionPolicyBinding names volsync-mover-nfs/,
    unseen: factsWith({ admission: { ...admissionWith({}), served: hidden } }),
  },
  'policy-update': {
    problem: factsWith({ admission: admissionWith({ policies: [policyObject(['CREATE'])] }) }),
    seen: /matches CREATE but not UPDATE/,
    unseen: factsWith({ admission: { ...admissionWith({}), served: hidden } }),
  },
  'policy-image': {
    problem: factsWith({ images: [{ ...jitter, failure: lasting('image-not-pullable', 'it is not there') }] }),
    seen: /add init container jitter to movers, and its image busybox:none cannot be pulled/,
    unseen: factsWith({ images: [{ ...jitter, failure: passing('forbidden', 'you cannot create pods') }] }),
  },
  'policy-match': {
    problem: factsWith({ admission: admissionWith({ job: bareJob }) }),
    seen: /has no volume of volsync-mover-nfs/,
    unseen: factsWith({ admission: admissionWith({ answer: unanswered }) }),
  },
  'policy-refused': {
    problem: factsWith({ admission: admissionWith({ answer: { kind: 'refused', why: 'no such key: server' } }) }),
    seen: /source movers in namespace home: the API server rejects their Jobs/,
    unseen: factsWith({ admission: admissionWith({ answer: unanswered }) }),
  },
  'policy-unstable': {
    problem: factsWith({ admission: admissionWith({ answer: unstable }) }),
    seen: /a second pass changes the pod again/,
    unseen: factsWith({ admission: admissionWith({ answer: unanswered }) }),
  },
};
