import { randomBytes } from 'node:crypto';
import { isFailure } from '../errors.ts';
import type { KubeObject, PersistentVolumeClaim, VolumeSnapshot } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { runLabels } from '../helper-pod/manifest.ts';
import { copyClaimSpec } from './copy-claim.ts';
import { create, remove, reportLeftover, type Made } from './temporary-object.ts';
import type { VolumeOptions } from './options.ts';
import type { VolumePorts } from './ports.ts';
import { readySnapshot } from './ready-snapshot.ts';
import { frozenCopyFlag, insteadOf, requireCopyable } from './require-copyable.ts';
import { snapshotClassFor } from './snapshot-class.ts';
import type { VolumeFacts } from './volume-facts.ts';

/** Makes a VolumeSnapshot and a claim from it, lets `use` look into that, and removes both. */
export async function withFrozenCopy<T>(
  facts: VolumeFacts,
  options: Pick<VolumeOptions, 'command' | 'patience' | 'volumeSnapshotClass' | 'isKept'>,
  ports: VolumePorts,
  use: (copy: PersistentVolumeClaim) => Promise<T>,
): Promise<T> {
  const flag = frozenCopyFlag(options.command);
  const volumeSnapshotClassName = await snapshotClassFor(facts, { ...options, instead: insteadOf(flag) }, ports);
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
  const spec = {
    source: { persistentVolumeClaimName: name },
    ...(volumeSnapshotClassName && { volumeSnapshotClassName }),
  };
  const planned = copyClaimSpec(facts.claim, { metadata }, facts.source);
  await requireCopyable({ snapshot: { metadata, spec }, copy: { metadata, spec: planned }, flag }, ports);
  const made: Made[] = [];
  let ready: VolumeSnapshot | undefined;
  try {
    const snapshot = await create(resources.volumeSnapshots, { metadata, spec }, made, ports);
    ports.tell({ type: 'step', words: `VolumeSnapshot ${textOf(snapshot)} of PVC ${name}` });
    ready = await readySnapshot(metadata, options.patience.endMs, ports);
    const claim = { metadata, spec: copyClaimSpec(facts.claim, ready, facts.source) };
    const copy = await create(resources.persistentVolumeClaims, claim, made, ports);
    ports.tell({ type: 'step', words: `PVC ${textOf(copy)} of it` });
    return await use(copy);
  } finally {
    const content = options.isKept ? undefined : await retainedContent(ready, ports);
    for (const one of made.toReversed()) {
      if (options.isKept) reportLeftover(one, '--keep', ports);
      else await remove(one, ports);
    }
    if (content !== undefined) tellRetained(content, namespace, ports);
  }
}

/** How long it is asked what stays. */
const askMs = 5_000;

/** What `deletionPolicy: Retain` keeps when the VolumeSnapshot goes; undefined also where it may not be seen. */
async function retainedContent(
  snapshot: VolumeSnapshot | undefined,
  { cluster }: VolumePorts,
): Promise<string | undefined> {
  const name = snapshot?.status?.boundVolumeSnapshotContentName;
  if (name === undefined) return undefined;
  try {
    const key = { namespace: '', name };
    // Not with the operator's signal: also after Ctrl-C it is said.
    const content = await cluster.find(resources.volumeSnapshotContents, key, AbortSignal.timeout(askMs));
    return content?.spec?.deletionPolicy === 'Retain' ? name : undefined;
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}

function tellRetained(name: string, namespace: string, ports: VolumePorts): void {
  ports.tell({
    type: 'left',
    what: `VolumeSnapshotContent ${name}`,
    why: 'its deletionPolicy is Retain: it and the snapshot on the storage stay',
    hint: `volsyncctl cleanup -n ${namespace} --snapshot-contents`,
  });
}

function textOf({ metadata: { name, namespace = '' } }: KubeObject): string {
  return `${namespace}/${name}`;
}
