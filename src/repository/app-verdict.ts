import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { countedSnapshots, judgeBackup, moverSnapshots, newestOfApp } from '../volsync/backup-verdict.ts';
import { dataTimeOf } from '../volsync/data-time.ts';
import { foreignBootstrap } from '../volsync/foreign-snapshot.ts';
import { historyWarnings, retentionWarnings } from '../volsync/history-warnings.ts';
import { promisedSnapshots } from '../volsync/retention.ts';
import { retainConflicts, sharedRepositoryText, sharingApps } from '../volsync/shared-repository.ts';
import { isForeign, snapshotOrigins, type OriginFacts } from '../volsync/snapshot-origin.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { Judgement } from '../volsync/verdict.ts';
import type { SeenRepository } from './list-snapshots.ts';
import { reportingSource, sharingFacts } from './sharing-sources.ts';
import type { AppVerdict } from './verify-result.ts';

/** Other facts that are used to judge one repository. */
export interface Around {
  readonly seen: readonly SeenRepository[];
  readonly around: readonly ReplicationSource[];
  /** What a deeper check has found against it. */
  readonly checks?: ReadonlyMap<SeenRepository, Judgement>;
  readonly maxAgeMs: number | undefined;
  /** Short id of the snapshot that filled the app's volume, if that was read. */
  readonly restored?: string | undefined;
  readonly now: Date;
}

const unseen = {
  newest: undefined,
  dataTime: undefined,
  snapshots: undefined,
  promised: undefined,
  seenAt: undefined,
  warnings: [],
} as const;

/** Judges one app by its repository and all others that were read: two apps may share one. */
export function appVerdict(
  repository: SeenRepository,
  { seen, around, checks, maxAgeMs, restored, now }: Around,
): AppVerdict {
  const { address } = repository;
  const { name, namespace = '' } = repository.source.metadata;
  const app = { namespace, name, repository: address };
  if (repository.kind === 'hidden') {
    return { ...app, ...repository.judgement, ...unseen };
  }
  const { snapshots, passedOver, missing, isEarlier, time: seenAt = now } = repository;
  // What an interrupted run has read has aged since: it is judged as of now.
  const time = isEarlier === true ? now : seenAt;
  const source = reportingSource(repository, around);
  const sharing = sharingFacts({ ...repository, source }, { seen, around });
  const facts = { source, snapshots, around, restored };
  const sharedWith = sharingApps(sharing);
  const own = moverSnapshots(snapshots);
  const newestSaved = newestOfApp(facts);
  const newest = newestCounted(facts) ?? newestSaved;
  const judgement = worse(
    judgeBackup({ ...facts, passedOver, missing, time, maxAgeMs, sharedWith }),
    checks?.get(repository),
  );
  const shared = judgement.reason === 'shared-repository' ? [] : sharedWarnings(sharedWith);
  const foreign = [...foreignWarnings(facts), ...shared, ...retainConflicts(sharing)];
  return {
    ...app,
    ...judgement,
    newest,
    dataTime: newest && dataTimeOf(newest, source),
    snapshots: own.length,
    promised: promisedSnapshots(source, time),
    seenAt,
    isEarlier,
    warnings: [
      ...foreign,
      ...uncountedWarnings(newest, facts),
      ...historyWarnings(source, own),
      ...(foreign.length === 0 ? retentionWarnings(source, own) : []),
    ],
  };
}

/** The newest snapshot of a complete sync. */
function newestCounted(facts: OriginFacts): Snapshot | undefined {
  const originOf = snapshotOrigins(facts);
  return countedSnapshots(facts).find((snapshot) => !isForeign(originOf(snapshot)));
}

/** A failing sync saves one at every attempt. */
function uncountedWarnings(newest: Snapshot | undefined, facts: OriginFacts): readonly string[] {
  const counted = new Set(countedSnapshots(facts));
  const newer = moverSnapshots(facts.snapshots).filter(
    (snapshot) => !counted.has(snapshot) && newest !== undefined && snapshot.time > newest.time,
  );
  const [last] = newer;
  if (last === undefined) return [];
  const what = newer.length === 1 ? 'a newer snapshot' : `${newer.length} newer snapshots`;
  return [
    `${what}, the last ${shortId(last.id)}, of a sync that is not complete: not counted, for files may be missing`,
  ];
}

function foreignWarnings(facts: OriginFacts): readonly string[] {
  const foreign = foreignBootstrap(facts);
  return foreign === undefined ? [] : [`${foreign.text}; VolSync would restore it at the next bootstrap`];
}

function sharedWarnings(sharedWith: readonly string[]): readonly string[] {
  return sharedWith.length === 0 ? [] : [sharedRepositoryText(sharedWith)];
}

/** Damage outranks everything else; a check that was not made only outranks a good verdict. */
function worse(judgement: Judgement, check: Judgement | undefined): Judgement {
  return check?.verdict === 'unprotected' || (check !== undefined && judgement.verdict === 'protected')
    ? check
    : judgement;
}
