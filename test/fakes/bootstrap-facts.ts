import type { KubeEvent, PersistentVolumeClaim, Pod } from '../../src/kubernetes/objects.ts';
import type { PersistentVolume } from '../../src/kubernetes/storage.ts';
import type { Snapshot } from '../../src/restic/snapshots.ts';
import type { BootstrapFacts } from '../../src/volsync/bootstrap-facts.ts';
import { destinationObject, sourceObject } from './fleet-objects.ts';

export const now = new Date('2026-11-23T15:24:00Z');

interface ClaimOptions {
  readonly phase?: 'Pending' | 'Bound' | 'Lost';
  readonly created?: string;
  readonly boundAt?: string;
  readonly fills?: string | undefined;
}

/** The PVC of the app `web`, filled by `web-bootstrap`, created with it three days ago. */
export function claimObject({
  phase = 'Bound',
  created = '2026-11-20T15:24:00Z',
  boundAt = '2026-11-20T15:24:21Z',
  ...options
}: ClaimOptions = {}): PersistentVolumeClaim {
  const fills = 'fills' in options ? options.fills : 'web-bootstrap';
  const dataSourceRef = { apiGroup: 'volsync.backube', kind: 'ReplicationDestination', name: fills ?? '' };
  const managed = { subresource: 'status', time: boundAt, fieldsV1: { 'f:status': { 'f:phase': {} } } };
  return {
    metadata: {
      name: 'web',
      namespace: 'home',
      uid: 'claim-web',
      creationTimestamp: created,
      managedFields: phase === 'Bound' ? [managed] : [],
    },
    spec: { volumeName: 'pvc-claim-web', ...(fills !== undefined && { dataSourceRef }) },
    status: { phase },
  };
}

/** The volume of that PVC, as VolSync has filled it from the destination's latest image. */
export function volumeObject(image = 'home/volsync-web-dest-1', created = '2026-11-20T15:24:20Z'): PersistentVolume {
  const annotations = { 'volsync.backube/populated-from': image };
  return { metadata: { name: 'pvc-claim-web', creationTimestamp: created, annotations } };
}

/** An app whose volume was restored by its destination, three days ago. */
export function factsOf(facts: Partial<BootstrapFacts> = {}): BootstrapFacts {
  return {
    source: sourceObject(),
    claim: { value: claimObject() },
    destination: { value: destinationObject() },
    writers: [],
    persistentVolume: { value: volumeObject() },
    hasSecret: undefined,
    restore: { kind: 'not-looked' },
    pod: undefined,
    backup: { kind: 'not-looked' },
    events: [],
    now,
    ...facts,
  };
}

/** A snapshot of a mover; its id begins with `id`. */
export function snapshot(id: string, time: string, files = 2): Snapshot {
  return {
    id: id.padEnd(64, '0'),
    time: new Date(time),
    host: 'volsync',
    paths: ['/data'],
    parent: undefined,
    summary: { files, bytes: 31, bytesAdded: 31, bytesStored: 31 },
  };
}

/** A Warning event about the PVC. */
export function claimEvent(reason: string, note: string, time = '2026-11-23T15:23:00Z'): KubeEvent {
  return {
    metadata: { name: reason.toLowerCase(), namespace: 'home' },
    regarding: { kind: 'PersistentVolumeClaim', name: 'web', uid: 'claim-web' },
    ...{ type: 'Warning', reason, note, eventTime: time },
  };
}

/** A pod that mounts the PVC. */
export function podWith(claim: string, metadata: Partial<Pod['metadata']> = {}): Pod {
  return {
    metadata: { name: 'web-1', namespace: 'home', ...metadata },
    spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }] },
    status: { phase: 'Running' },
  };
}
