import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from './credentials.ts';
import { type Fault, type FaultTarget, namespaceOf } from './fault-target.ts';
import { csiFaults } from './storage.ts';

/** No VolumeSnapshot of the namespace becomes ready. */
export const snapshotFails: Fault = storageFault({
  call: 'CreateSnapshot',
  message: 'the pool has no space left for snapshots',
  description: 'VolumeSnapshots of the namespace fail',
});

/** VolumeSnapshots of the namespace take long. */
export const snapshotSlow: Fault = storageFault({
  call: 'CreateSnapshot',
  message: 'delay 15s',
  description: 'each VolumeSnapshot of the namespace takes 15 s longer',
});

/** No PVC of the namespace gets a volume. */
export const volumeFails: Fault = storageFault({
  call: 'CreateVolume',
  message: 'the pool has no space left for volumes',
  description: 'new PVCs of the namespace stay Pending',
});

interface StorageFault {
  /** The CSI call that the driver makes fail. */
  readonly call: string;
  readonly message: string;
  readonly description: string;
}

function storageFault({ call, message, description }: StorageFault): Fault {
  const file = (target: FaultTarget): string => path.join(csiFaults, `${call}.${namespaceOf(target)}`);
  return {
    description,
    needs: 'namespace',
    on: (target) => {
      mkdirSync(csiFaults, { recursive: true });
      writeWhole(file(target), `${message}\n`);
      return Promise.resolve();
    },
    off: (target) => {
      rmSync(file(target), { force: true });
      return Promise.resolve();
    },
  };
}
