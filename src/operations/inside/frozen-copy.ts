import { randomBytes } from 'node:crypto';
import type { KubeObject, PersistentVolumeClaim } from '../../kube/objects.ts';
import { resources } from '../../kube/resources.ts';
import { runLabels } from '../helper-pod/manifest.ts';
import { copyClaimSpec } from './copy-claim.ts';
import { create, remove, tellLeft, type Made } from './made-object.ts';
import type { InsideOptions } from './options.ts';
import type { InsidePorts } from './ports.ts';
import { readySnapshot } from './ready-snapshot.ts';
import { snapshotClassFor } from './snapshot-class.ts';
import type { VolumeFacts } from './volume-facts.ts';

/** Makes a VolumeSnapshot and a claim from it, lets `use` look into that, and removes both. */
export async function withFrozenCopy<T>(
  facts: VolumeFacts,
  options: Pick<InsideOptions, 'command' | 'patience' | 'volumeSnapshotClass' | 'isKept'>,
  ports: InsidePorts,
  use: (copy: PersistentVolumeClaim) => Promise<T>,
): Promise<T> {
  const volumeSnapshotClassName = await snapshotClassFor(facts, options, ports);
  const { name, namespace = '' } = facts.claim.metadata;
  const run = randomBytes(8).toString('hex');
  const copyName = `volsyncctl-${options.command}-${run.slice(0, 8)}`;
  const metadata = {
    namespace,
    // Not left to the server: what it has made is found also where its answer was lost.
    name: copyName,
    labels: runLabels(options.command, run),
    ...(options.isKept && { annotations: { 'volsyncctl/keep': 'true' } }),
  };
  const made: Made[] = [];
  try {
    const spec = {
      source: { persistentVolumeClaimName: name },
      ...(volumeSnapshotClassName && { volumeSnapshotClassName }),
    };
    const snapshot = await create(resources.volumeSnapshots, { metadata, spec }, made, ports);
    ports.tell({ type: 'step', words: `VolumeSnapshot ${textOf(snapshot)} of PVC ${name}` });
    const ready = await readySnapshot(metadata, options.patience.endMs, ports);
    const claim = { metadata, spec: copyClaimSpec(facts.claim, ready, facts.source) };
    const copy = await create(resources.persistentVolumeClaims, claim, made, ports);
    ports.tell({ type: 'step', words: `PVC ${textOf(copy)} of it` });
    return await use(copy);
  } finally {
    for (const one of made.toReversed()) {
      if (options.isKept) tellLeft(one, '--keep', ports);
      else await remove(one, ports);
    }
  }
}

function textOf({ metadata: { name, namespace = '' } }: KubeObject): string {
  return `${namespace}/${name}`;
}
