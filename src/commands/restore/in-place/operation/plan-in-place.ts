import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../../../errors.ts';
import { shortId, type Snapshot } from '../../../../restic/snapshots.ts';
import { openRestoreOf } from '../../../../volsync/open-restore.ts';
import { moverKind } from '../../../../volsync/mover-kind.ts';
import type { RestoreJournal, SafetyNet } from '../../../../volsync/restore-journal.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import type { Comparison } from '../../../../comparison/comparison.ts';
import { entriesIn } from '../../../../files/tally.ts';
import { snapshotClassFor } from '../../../../volume/snapshot-class.ts';
import { volumeFacts, type VolumeFacts } from '../../../../volume/volume-facts.ts';
import type { ChosenSnapshot } from '../../../../restore/chosen-snapshot.ts';
import { findAllSuspendable } from '../../../../workloads/find-all-suspendable.ts';
import { findWorkloads, type ClaimLocation } from '../../../../workloads/find-workloads.ts';
import { findSourcesOfClaim } from './find-sources.ts';
import type { RestoreInPlacePorts } from './ports.ts';
import { refuseOpenRestore } from './journal-store.ts';
import { withoutJournal } from './lost-journal.ts';
import { refuseLeased } from '../../../../sources/claim-lease.ts';
import { safetySnapshotNames } from '../../../../sources/safety-snapshot-names.ts';
import { claimFound } from './restored-claim.ts';
import { requireRights } from './missing-rights.ts';
import type { InPlacePlan, InPlaceRequest, InPlaceOptions } from './plan.ts';
import { refuseWhatCannotBeMade } from './dry-runs.ts';
import type { PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import { quantityBytes } from '../../../../volsync/quantity.ts';
import { refuseQuiesced } from '../../../../workloads/refuse-quiesced.ts';
import { frozenCopy } from '../../../../volume/frozen-copy.ts';
import type { VolumePorts } from '../../../../volume/ports.ts';
import { journalRepository, whilePlanning } from './other-repository.ts';
import { plannedData } from './planned-data.ts';
import { compareWithSnapshot } from './compare-with-snapshot.ts';
import { shellCommand } from '../../../../shell-command.ts';

/** `choose` asks a person to choose; snapshots are newest first, at least one. */
export type PlanInPlacePorts = RestoreInPlacePorts & { choose(snapshots: readonly Snapshot[]): Promise<Snapshot> };

/**
 * Determines everything that an in-place restore will do, and everything that prevents it. Nothing is changed: helper
 * pods read the repository and the volume.
 */
export async function planInPlace(request: InPlaceRequest, ports: PlanInPlacePorts): Promise<InPlacePlan> {
  const { app, options } = request;
  const takesSnapshot = request.safety === 'snapshot';
  // The rights that every restore needs, so that all missing ones are reported at once.
  await requireRights({ namespace: app.namespace, holds: [], workloads: [], takesSnapshot, missing: [] }, ports);
  const facts = await volumeOf(request, ports);
  const { source, claim } = facts;
  const key = { namespace: app.namespace, name: claim.metadata.name };
  const sharing = await refuseLeased({ claim: key, repository: source.spec?.restic?.repository }, ports);
  await refuseOpenRestore({ namespace: app.namespace, app: app.name, claim: claim.metadata.name }, ports);
  // What it finds stopped and parked would be taken for the original state.
  if (openRestoreOf(source) !== undefined) throw withoutJournal(source);
  const { journal: held, warnings } = await whatIsHeld(request, facts, ports);
  await refuseQuiesced(held, ports);
  const { chosen, repository, ...data } = await plannedData(request, facts, held.run, ports);
  refuseTooSmall(claim, chosen.snapshot);
  const journal = {
    ...held,
    ...(repository && journalRepository(repository)),
    snapshot: { id: chosen.snapshot.id, time: chosen.snapshot.time.toISOString() },
  };
  await refuseWhatCannotBeMade({ journal, source: data.source, claim, chosen }, ports);
  const changes = await whilePlanning({ copy: repository?.copy, run: held.run }, ports, () =>
    preview(chosen.snapshot.id, { ...facts, ...data }, options, ports),
  );
  refuseUnclear(request, chosen, changes);
  const isUndecided = entriesIn(changes.onlyInVolume) + entriesIn(changes.caches) > 0;
  return {
    chosen,
    repository,
    preview: changes,
    journal: { ...journal, wasEmpty: isEmpty(changes) },
    isUndecided,
    ignoresGitOps: request.ignoresGitOps,
    warnings: [...(chosen.ownership?.warnings ?? []), ...warnings, ...sharing],
  };
}

/** Hours may have passed between the question and the answer: the affected objects must still be the ones shown. */
export async function refuseOldPlan(
  { journal, ignoresGitOps }: InPlacePlan,
  ports: RestoreInPlacePorts,
): Promise<void> {
  const { namespace, app, claim } = journal;
  const [{ found }, { state }] = await Promise.all([
    heldOf({ namespace, claim }, ignoresGitOps, ports),
    claimFound(journal, ports),
  ]);
  if (state === 'same' && isDeepStrictEqual(lasting(journal), lasting(found))) return;
  const message = `The workloads that use the volume of ${namespace}/${app} changed after the plan was shown; nothing was done.`;
  throw new Failure('refused', message, { hint: 'run the command again to see the new plan' });
}

/** Pods change all the time. */
function lasting({ holds, workloads, sources }: Pick<RestoreJournal, 'holds' | 'workloads' | 'sources'>) {
  return { holds, sources, workloads: workloads.map((each) => ({ ...each, wasReady: true })) };
}

async function volumeOf({ app }: InPlaceRequest, ports: RestoreInPlacePorts) {
  const facts = await volumeFacts({ kind: 'app', namespace: app.namespace, app: app.name }, ports);
  const { source } = facts;
  if (source === undefined) throw new Error('an app has no source');
  refuseMover(source);
  return { ...facts, source };
}

function refuseMover(source: ReplicationSource): void {
  const kind = moverKind(source);
  if (kind === 'restic') return;
  const { name, namespace = '' } = source.metadata;
  const message = `ReplicationSource ${namespace}/${name} has the mover ${kind}: volsyncctl restores only backups of restic.`;
  throw new Failure('refused', message);
}

/** Everything that mounts the volume, backs it up, or would revert the changes. */
async function heldOf(location: ClaimLocation, ignoresGitOps: boolean, ports: RestoreInPlacePorts) {
  const [users, parking] = await Promise.all([findWorkloads(location, ports), findSourcesOfClaim(location, ports)]);
  const all = await findAllSuspendable({ users, others: parking.objects, ignoresGitOps, stoppedFor: 'restore' }, ports);
  return {
    found: { holds: [...all.holds], workloads: [...users.workloads], sources: [...parking.sources] },
    refusals: [...parking.refusals, ...all.refusals],
    missingRights: all.missingRights,
    warnings: all.warnings,
  };
}

async function whatIsHeld(
  request: InPlaceRequest,
  volume: Pick<VolumeFacts, 'claim'> & { readonly source: ReplicationSource },
  ports: RestoreInPlacePorts,
) {
  const { claim, source } = volume;
  const { app, safety, ignoresGitOps } = request;
  const place = { namespace: app.namespace, claim: claim.metadata.name };
  const { found, refusals, missingRights, warnings } = await heldOf(place, ignoresGitOps, ports);
  const run = randomBytes(8).toString('hex');
  const journal: Omit<RestoreJournal, 'snapshot'> = {
    schema: 'volsyncctl/restore-journal/v1',
    run,
    holder: randomBytes(8).toString('hex'),
    namespace: app.namespace,
    app: app.name,
    claim: claim.metadata.name,
    ...(claim.metadata.uid !== undefined && { claimUid: claim.metadata.uid }),
    source: { uid: source.metadata.uid ?? '', restic: { ...source.spec?.restic } },
    startedAt: ports.now().toISOString(),
    deletesExtraFiles: true,
    wasEmpty: false,
    safety: await safetyOf(request, run, volume, ports),
    ...found,
    direction: 'forward',
    leavesData: false,
    steps: {},
    trouble: null,
  };
  await requireRights({ ...journal, takesSnapshot: safety === 'snapshot', missing: missingRights }, ports);
  if (refusals.length > 0) throw refused(request, refusals);
  return { journal, warnings };
}

const withoutSnapshot = 'keep the present data in the repository instead: --safety backup';

async function safetyOf(
  { app, safety, options }: InPlaceRequest,
  run: string,
  facts: Pick<VolumeFacts, 'source' | 'claim'>,
  ports: RestoreInPlacePorts,
): Promise<SafetyNet> {
  switch (safety) {
    case 'snapshot': {
      const [volumeSnapshot] = safetySnapshotNames(app.name, run);
      const className = await snapshotClassFor(facts, { ...options, instead: [withoutSnapshot] }, ports);
      return { kind: 'snapshot', volumeSnapshot, className: className ?? null };
    }
    case 'backup':
      return { kind: 'backup', snapshotId: null };
    case 'none':
      return { kind: 'none' };
  }
}

function refused({ app }: InPlaceRequest, refusals: readonly string[]): Failure {
  const [first = '', ...others] = refusals;
  const message = `${app.namespace}/${app.name} cannot be restored in place: ${first}`;
  return new Failure('refused', message, {
    details: others,
    hint: shellCommand`or restore into a new PVC: volsyncctl restore ${app.name} -n ${app.namespace} --to pvc/${app.name}-restored`,
  });
}

/** Whether the volume is completely empty. */
function isEmpty({ changed, onlyInVolume, caches, unchanged, attributes, moving }: Comparison): boolean {
  return [changed, onlyInVolume, caches, unchanged, attributes, moving].every((tally) => entriesIn(tally) === 0);
}

/** Files that change during the comparison are acceptable: the app will be stopped. Unreadable files are not. */
function refuseUnclear({ app }: InPlaceRequest, { snapshot }: ChosenSnapshot, { why, moving }: Comparison): void {
  if (why.length <= (entriesIn(moving) > 0 ? 1 : 0)) return;
  const id = shortId(snapshot.id);
  const message = `What a restore of ${id} would change in ${app.namespace}/${app.name} could not be determined; nothing was changed.`;
  throw new Failure('unknown', message, {
    details: why,
    hint: shellCommand`volsyncctl diff ${app.name} -n ${app.namespace} --snapshot ${id}`,
  });
}

/** VolSync's mover would try for hours to fill a volume that is too small, at the cost of every attempt. */
function refuseTooSmall(claim: PersistentVolumeClaim, { id, summary }: Snapshot): void {
  const { name, namespace = '' } = claim.metadata;
  const capacity = claim.status?.capacity?.['storage'];
  const has = capacity === undefined ? undefined : quantityBytes(capacity);
  if (summary === undefined || has === undefined || summary.bytes <= has) return;
  const message = `PVC ${namespace}/${name} is too small: it has ${capacity ?? ''}, and the files of snapshot ${shortId(id)} are ${summary.bytes} bytes.`;
  throw new Failure('refused', message, {
    hint: shellCommand`make it larger, where its class allows that: kubectl edit pvc ${name} -n ${namespace}`,
  });
}

/** What a restore would change, while the app runs. A volume for a single pod is read in a frozen copy. */
async function preview(
  snapshotId: string,
  facts: VolumeFacts & { readonly source: ReplicationSource },
  options: InPlaceOptions,
  ports: VolumePorts,
): Promise<Comparison> {
  const { source, claim, pods } = facts;
  const isAlone = claim.spec?.accessModes?.includes('ReadWriteOncePod') === true && pods.length > 0;
  if (!isAlone) return compareWithSnapshot(snapshotId, { source, claim, isFrozen: false, options }, ports);
  await using copy = await frozenCopy(facts, { ...options, command: 'restore', isKept: false }, ports);
  return await compareWithSnapshot(snapshotId, { source, claim: copy.claim, isFrozen: true, options }, ports);
}
