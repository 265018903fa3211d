import type { Facts } from '../facts.ts';
import type { Rule } from '../finding.ts';
import { appStopped } from './app-stopped.ts';
import { backup } from './backup.ts';
import { beingDeleted } from './being-deleted.ts';
import { bootstrapDestination } from './bootstrap-destination.ts';
import { brokenSchedule } from './broken-schedule.ts';
import { cacheSize } from './cache-size.ts';
import { classMissing } from './class-missing.ts';
import { collidingSchedules } from './colliding-schedules.ts';
import { controllerError } from './controller-error.ts';
import { controllerLog } from './controller-log.ts';
import { controller } from './controller.ts';
import { copyFailing } from './copy-failing.ts';
import { copyMethod } from './copy-method.ts';
import { destinationSize } from './destination-size.ts';
import { drillRule } from './drill.ts';
import { droppedFields } from './dropped-fields.ts';
import { emptySource } from './empty-source.ts';
import { externalSecret } from './external-secret.ts';
import { failingSync } from './failing-sync.ts';
import { largeBackups } from './large-backups.ts';
import { lastSyncUnknown } from './last-sync-unknown.ts';
import { leftovers } from './leftovers.ts';
import { longSync } from './long-sync.ts';
import { moverImage } from './mover-image.ts';
import { moverLogs } from './mover-logs.ts';
import { moverMissing } from './mover-missing.ts';
import { moverPending } from './mover-pending.ts';
import { moverUser } from './mover-user.ts';
import { networkPolicy } from './network-policy.ts';
import { neverSynced } from './never-synced.ts';
import { newRepository } from './new-repository.ts';
import { newVolume } from './new-volume.ts';
import { nextBootstrap } from './next-bootstrap.ts';
import { noRetain } from './no-retain.ts';
import { noTrigger } from './no-trigger.ts';
import { notInstalled } from './not-installed.ts';
import { notStarted } from './not-started.ts';
import { openRestore } from './open-restore.ts';
import { overwritesVolume } from './overwrites-volume.ts';
import { parkedSchedule } from './parked-schedule.ts';
import { paused } from './paused.ts';
import { policyBinding } from './policy-binding.ts';
import { policyDrift } from './policy-drift.ts';
import { policyImage } from './policy-image.ts';
import { policyMatch } from './policy-match.ts';
import { policyOrder } from './policy-order.ts';
import { policyRefused } from './policy-refused.ts';
import { policyUnstable } from './policy-unstable.ts';
import { policyUpdate } from './policy-update.ts';
import { privilegedLabel } from './privileged-label.ts';
import { pruneOverdue } from './prune-overdue.ts';
import { repositoryAnswer } from './repository-answer.ts';
import { repositorySpace } from './repository-space.ts';
import { repositoryVolume } from './repository-volume.ts';
import { repositoryWrite } from './repository-write.ts';
import { restoredNothing } from './restored-nothing.ts';
import { retainConflict } from './retain-conflict.ts';
import { retainedCopies } from './retained-copies.ts';
import { secretMissing } from './secret-missing.ts';
import { sharedRepository } from './shared-repository.ts';
import { snapshotClass } from './snapshot-class.ts';
import { snapshotHistory } from './snapshot-history.ts';
import { snapshotStuck } from './snapshot-stuck.ts';
import { snapshotSupport } from './snapshot-support.ts';
import { sourceMissing } from './source-missing.ts';
import { staleBackup } from './stale-backup.ts';
import { staleLock } from './stale-lock.ts';
import { undecodableStatus } from './undecodable-status.ts';
import { unknownMover } from './unknown-mover.ts';
import { unprotectedPvc } from './unprotected-pvc.ts';
import { volumePending } from './volume-pending.ts';
import { volumePopulator } from './volume-populator.ts';

/** Every rule of doctor, by name. */
export const rules: readonly Rule<Facts>[] = [
  appStopped,
  backup,
  beingDeleted,
  bootstrapDestination,
  brokenSchedule,
  cacheSize,
  classMissing,
  collidingSchedules,
  controllerError,
  controllerLog,
  controller,
  copyFailing,
  copyMethod,
  destinationSize,
  drillRule,
  droppedFields,
  emptySource,
  externalSecret,
  failingSync,
  largeBackups,
  lastSyncUnknown,
  leftovers,
  longSync,
  moverImage,
  moverLogs,
  moverMissing,
  moverPending,
  moverUser,
  networkPolicy,
  neverSynced,
  newRepository,
  newVolume,
  nextBootstrap,
  noRetain,
  noTrigger,
  notInstalled,
  notStarted,
  openRestore,
  overwritesVolume,
  parkedSchedule,
  paused,
  policyBinding,
  policyDrift,
  policyImage,
  policyMatch,
  policyOrder,
  policyRefused,
  policyUnstable,
  policyUpdate,
  privilegedLabel,
  pruneOverdue,
  repositoryAnswer,
  repositorySpace,
  repositoryVolume,
  repositoryWrite,
  restoredNothing,
  retainConflict,
  retainedCopies,
  secretMissing,
  sharedRepository,
  snapshotClass,
  snapshotHistory,
  snapshotStuck,
  snapshotSupport,
  sourceMissing,
  staleBackup,
  staleLock,
  undecodableStatus,
  unknownMover,
  unprotectedPvc,
  volumePending,
  volumePopulator,
];
