import { moverSnapshots } from '../../volsync/backup-verdict.ts';
import { fillingDestination, type BootstrapFacts } from '../../volsync/bootstrap-facts.ts';
import { lossOf } from '../../volsync/bootstrap-loss.ts';
import { originOf } from '../../volsync/bootstrap-origin.ts';
import { bootstrapState, judgeRemoval } from '../../volsync/bootstrap-verdict.ts';
import { volumeState } from '../../volsync/bootstrap-volume.ts';
import { bootstrapWindow } from '../../volsync/bootstrap-window.ts';
import type { ReplicationDestination, ReplicationSource } from '../../volsync/types.ts';
import { dateOf } from '../../volsync/sync-state.ts';
import type { Verdict } from '../../volsync/verdict.ts';
import type { Outcome } from '../../errors.ts';
import type { SeenRepository } from '../repository/see-repositories.ts';
import type { AppVerdict } from '../verify/verify-result.ts';
import type { AppCheck } from './check-result.ts';

/** Judges one app by its objects, its repository, and the verdict of `verify` on that. */
export function judgeApp(facts: BootstrapFacts, repository: SeenRepository, verdict: AppVerdict): AppCheck {
  const { source } = facts;
  const isAbsent = verdict.verdict === 'unprotected' && verdict.reason === 'repository-missing';
  const snapshots = repository.kind === 'seen' ? moverSnapshots(repository.snapshots) : isAbsent ? [] : undefined;
  const volume = volumeState(facts);
  const origin = originOf(facts, snapshots);
  const window = bootstrapWindow({ facts, volume, origin, snapshots });
  const { verdict: is, reason, message, details, hint } = verdict;
  const backup = { verdict: is, reason, message, details, hint };
  const judgement = judgeRemoval({ source, backup, snapshots, volume, origin, window });
  return {
    namespace: verdict.namespace,
    name: verdict.name,
    ...judgement,
    outcome: outcomeOf(judgement.verdict),
    state: bootstrapState(volume, window),
    deployedAt: dateOf(source.metadata.creationTimestamp),
    volume,
    origin,
    window,
    loss: lossOf({ source, verdict: judgement.verdict, volume, origin, window, snapshots }),
    newest: verdict.newest,
    dataTime: verdict.dataTime,
    snapshots: verdict.snapshots,
    repository: verdict.repository,
    seenAt: verdict.seenAt,
    notes: notesOn(facts),
    wait: undefined,
    trigger: undefined,
  };
}

/** How a check of one app ends. */
export function outcomeOf(verdict: Verdict): Outcome {
  return verdict === 'protected' ? 'ok' : verdict;
}

/** What would keep the data from coming back by itself. */
function notesOn({ source, claim, destination }: BootstrapFacts): readonly string[] {
  const bound = 'why' in claim || claim.value?.status?.phase !== 'Bound' ? undefined : claim.value;
  if (bound === undefined || 'why' in destination) return [];
  const fills = fillingDestination(bound);
  if (fills === undefined) {
    return ['no ReplicationDestination fills the PVC: made anew, it stays empty until somebody restores it'];
  }
  if (destination.value === undefined) {
    return [`the ReplicationDestination ${fills} is gone: made anew, the PVC would wait for it`];
  }
  return noteOnSecrets(source, destination.value);
}

function noteOnSecrets(source: ReplicationSource, { metadata, spec }: ReplicationDestination): readonly string[] {
  const [read, written] = [spec?.restic?.repository, source.spec?.restic?.repository];
  if (read === written) return [];
  return [`${metadata.name} restores by the Secret ${read ?? '–'}, and backups go by the Secret ${written ?? '–'}`];
}
