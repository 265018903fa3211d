import { randomBytes } from 'node:crypto';
import { Failure } from '../../../../errors.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import type { PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import { withComparisonPod, type CompareOptions, type OpenComparison } from '../../../../comparison/compare-volume.ts';
import { rememberingPods } from '../../../../helper-pod/remembering-pods.ts';
import { refuseLeased, withClaimLease, type LeaseRequest } from '../../../../sources/claim-lease.ts';
import { refuseOpenRestoreInto } from '../../../../sources/open-restores.ts';
import { shellCommand } from '../../../../shell-command.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import { resources } from '../../../../volsync/resources.ts';
import { sourceOfApp, volumeFacts } from '../../../../volume/volume-facts.ts';
import { indexed, meantAmong } from '../../../../restore/chosen-snapshot.ts';
import { restorableSnapshots } from '../../../../restore/restorable-snapshots.ts';
import { refuseWithoutRights } from '../../../../restore/missing-rights.ts';
import { filesRights } from '../rights.ts';
import { apply, notVerified, proven, stage, tidy } from './carry-out.ts';
import { planFiles, type FilesFacts, type PlannedSteps } from './plan-files.ts';
import type { FilesDone, FilesPlan, FilesPorts, RestoreFilesRequest, FilesResult } from './plan.ts';
import { volumeWriter } from './pod-scripts.ts';

/**
 * Restores files of a snapshot into a volume that is in use, and proves it by comparing them. It uses one helper pod,
 * and another one that finds the snapshot; both are always removed, together with staged files in the volume.
 */
export async function restoreFiles(request: RestoreFilesRequest, world: FilesPorts): Promise<FilesResult> {
  const begunAt = world.now().getTime();
  const pods: ObjectKey[] = [];
  const ports: FilesPorts = { ...world, ...rememberingPods(pods, world) };
  const { app, isDryRun } = request;
  await refuseWithoutRights(filesRights, app.namespace, ports);
  const source = await sourceOfApp(app.namespace, app.name, ports);
  const claim = await claimOf(request, ports);
  await refuseOpen(request, claim, ports);
  const run = randomBytes(4).toString('hex');
  const lease: LeaseRequest = {
    ...{ command: 'restore', app: app.name, repository: source.spec?.restic?.repository, run },
    claim: { namespace: app.namespace, name: claim.metadata.name },
  };
  await refuseLeased(lease, ports);
  const work = () => restoredFrom({ request, source, claim, run, pods }, ports);
  const done = isDryRun ? await work() : await withClaimLease(lease, ports, work);
  return { ...done, tookMs: ports.now().getTime() - begunAt };
}

/** The volume that is written to, and the app that it belongs to. */
interface FilesVolume extends Pick<FilesFacts, 'request' | 'claim' | 'run' | 'pods'> {
  readonly source: ReplicationSource;
}

async function restoredFrom(
  { request, source, claim, run, pods }: FilesVolume,
  ports: FilesPorts,
): Promise<Omit<FilesResult, 'tookMs'>> {
  const { isDryRun } = request;
  const chosen = await chosenFor(request, source, ports);
  const options = compareOptions(request);
  const writer = volumeWriter(request.timeoutMs);
  return withComparisonPod({ source, claim, isFrozen: false, options, writer }, ports, async (pod) => {
    await requireSameClaim(claim, 'nothing was changed', ports);
    const planned = await planFiles({ request, claim, chosen, run, pods }, pod, ports);
    const { plan } = planned;
    if (isDryRun || plan.files.length === 0) return { plan, done: undefined, outcome: 'ok' as const };
    if (!(await ports.confirm(plan))) throw new Failure('interrupted', 'Nothing was changed.');
    await refuseOpen(request, claim, ports);
    const done = await carriedOut(planned, { pod, claim }, ports);
    return {
      plan,
      done,
      outcome: done.notSame.length + done.why.length === 0 ? ('ok' as const) : ('unknown' as const),
    };
  });
}

async function carriedOut(
  planned: PlannedSteps,
  { pod, claim }: { readonly pod: OpenComparison; readonly claim: PersistentVolumeClaim },
  ports: FilesPorts,
): Promise<FilesDone> {
  const { request } = planned.plan;
  ports.report({ type: 'step', words: 'writing the files beside' });
  await stage(planned, pod, ports);
  await requireSameClaim(claim, 'nothing was changed', ports);
  const kept = await apply(planned, pod);
  try {
    ports.report({ type: 'step', words: 'comparing every path with the snapshot' });
    const proof = await proven(planned, pod, ports);
    await requireSameClaim(claim, 'nothing is proven of the present one', ports);
    const isKeptRemoved = !request.keepsReplaced && proof.notSame.length + proof.why.length === 0;
    await tidy(isKeptRemoved ? kept : [], pod);
    return { kept, isKeptRemoved, ...proof };
  } catch (error) {
    throw notVerified(error, kept);
  }
}

async function chosenFor(
  { selector, look, isAsked }: RestoreFilesRequest,
  source: ReplicationSource,
  ports: FilesPorts,
): Promise<FilesPlan['chosen']> {
  const held = await restorableSnapshots(source, { ...look, isChecked: true }, ports);
  return indexed(meantAmong(held, selector, isAsked), held, look, ports);
}

/** The volume to write to; one that may not be written to is refused. */
async function claimOf({ app, to }: RestoreFilesRequest, ports: FilesPorts): Promise<PersistentVolumeClaim> {
  const { namespace, name } = app;
  const target =
    to === undefined
      ? ({ kind: 'app', namespace, app: name } as const)
      : ({ kind: 'claim', namespace, claim: to.claim } as const);
  const { claim } = await volumeFacts(target, ports);
  const place = `PVC ${namespace}/${claim.metadata.name}`;
  const modes = claim.spec?.accessModes ?? [];
  if (modes.length > 0 && modes.every((mode) => mode === 'ReadOnlyMany')) {
    throw new Failure('refused', `${place} is ReadOnlyMany: nothing can be written to it.`);
  }
  if (claim.metadata.deletionTimestamp === undefined) return claim;
  throw new Failure('refused', `${place} is being deleted.`, {
    hint: shellCommand`restore into a new PVC: volsyncctl restore ${name} -n ${namespace} --to pvc/NEW`,
  });
}

/** Also checks the app, whose volume may be a different one. */
async function refuseOpen(
  { app }: RestoreFilesRequest,
  claim: PersistentVolumeClaim,
  ports: FilesPorts,
): Promise<void> {
  await refuseOpenRestoreInto({ namespace: app.namespace, name: claim.metadata.name }, ports);
}

/** While a pod has it mounted, Kubernetes does not delete it: it stays the one that was found. */
async function requireSameClaim({ metadata }: PersistentVolumeClaim, so: string, ports: FilesPorts): Promise<void> {
  const { namespace = '', name, uid } = metadata;
  const now = await ports.cluster.find(resources.persistentVolumeClaims, { namespace, name }, ports.signal);
  if (now?.metadata.uid === uid && now?.metadata.deletionTimestamp === undefined) return;
  const state = now === undefined ? 'was deleted' : now.metadata.uid === uid ? 'is being deleted' : 'was replaced';
  throw new Failure('failed', `PVC ${namespace}/${name} ${state} during the restore: ${so}.`, {
    hint: shellCommand`kubectl get pvc ${name} -n ${namespace}`,
  });
}

const readyMs = 60_000;

function compareOptions({ look, uid, gid, timeoutMs }: RestoreFilesRequest): CompareOptions {
  const { volsyncNamespace, moverImage, repositoryVolume, podLabels, resources: asked } = look;
  return {
    ...{ command: 'restore', timeouts: { startMs: readyMs, endMs: readyMs }, lifetimeMs: timeoutMs },
    ...{ volsyncNamespace, moverImage, repositoryVolume, podLabels, resources: asked, uid, gid },
  };
}
