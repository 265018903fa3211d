import { randomBytes } from 'node:crypto';
import { isFailure } from '../errors.ts';
import type { KubeObject, PersistentVolumeClaim, VolumeSnapshot } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { runLabels } from '../helper-pod/manifest.ts';
import { copyClaimSpec } from './copy-claim.ts';
import { TemporaryObjects } from './temporary-object.ts';
import type { VolumeOptions } from './options.ts';
import type { VolumePorts } from './ports.ts';
import { readySnapshot } from './ready-snapshot.ts';
import { frozenCopyFlag, insteadOf, requireCopyable } from './require-copyable.ts';
import { snapshotClassFor } from './snapshot-class.ts';
import type { VolumeFacts } from './volume-facts.ts';
import { shellCommand } from '../shell-command.ts';

type CopyOptions = Pick<VolumeOptions, 'command' | 'patience' | 'volumeSnapshotClass' | 'isKept'>;

/** A PVC from a VolumeSnapshot of the one that is looked into; given back, both are removed. */
export interface FrozenCopy extends AsyncDisposable {
  readonly claim: PersistentVolumeClaim;
}

/** Makes a VolumeSnapshot and a PVC from it. Where that fails nothing is left. */
export async function frozenCopy(facts: VolumeFacts, options: CopyOptions, ports: VolumePorts): Promise<FrozenCopy> {
  const { metadata, spec } = await planned(facts, options, ports);
  const { namespace } = metadata;
  const objects = new TemporaryObjects(ports, options.isKept);
  let ready: VolumeSnapshot | undefined;
  const giveBack = async () => {
    const content = options.isKept ? undefined : await retainedContent(ready, ports);
    await objects[Symbol.asyncDispose]();
    if (content !== undefined) tellRetained(content, namespace, ports);
  };
  try {
    const snapshot = await objects.create(resources.volumeSnapshots, { metadata, spec });
    ports.report({ type: 'step', words: `VolumeSnapshot ${textOf(snapshot)} of PVC ${facts.claim.metadata.name}` });
    ready = await readySnapshot(metadata, options.patience.endMs, ports);
    const copy = { metadata, spec: copyClaimSpec(facts.claim, ready, facts.source) };
    const claim = await objects.create(resources.persistentVolumeClaims, copy);
    ports.report({ type: 'step', words: `PVC ${textOf(claim)} of it` });
    return { claim, [Symbol.asyncDispose]: giveBack };
  } catch (error) {
    await giveBack();
    throw error;
  }
}

/** The VolumeSnapshot as it will be made; a Failure where the API server would not take it or its copy. */
async function planned(facts: VolumeFacts, options: CopyOptions, ports: VolumePorts) {
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
  const copy = { metadata, spec: copyClaimSpec(facts.claim, { metadata }, facts.source) };
  await requireCopyable({ snapshot: { metadata, spec }, copy, flag }, ports);
  return { metadata, spec };
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
  ports.report({
    type: 'left',
    what: `VolumeSnapshotContent ${name}`,
    why: 'its deletionPolicy is Retain: it and the snapshot on the storage stay',
    hint: shellCommand`volsyncctl cleanup -n ${namespace} --snapshot-contents`,
  });
}

function textOf({ metadata: { name, namespace = '' } }: KubeObject): string {
  return `${namespace}/${name}`;
}
