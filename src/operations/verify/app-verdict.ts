import { judgeBackup, moverSnapshots } from '../../volsync/backup-verdict.ts';
import { lastSyncOf } from '../../volsync/last-sync.ts';
import { promisedSnapshots } from '../../volsync/retention.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import type { Judgement } from '../../volsync/verdict.ts';
import type { SeenRepository } from '../repository/see-repositories.ts';
import type { AppVerdict } from './verify-result.ts';

/** What else is known when one repository is judged. */
export interface Around {
  readonly seen: readonly SeenRepository[];
  readonly around: readonly ReplicationSource[];
  /** What a deeper look speaks against. */
  readonly checks?: ReadonlyMap<SeenRepository, Judgement>;
  readonly maxAgeMs: number | undefined;
  readonly now: Date;
}

/** Judges one app by what was seen of its repository, and of all others: two apps may share one. */
export function appVerdict(repository: SeenRepository, { seen, around, checks, maxAgeMs, now }: Around): AppVerdict {
  const { source, address } = repository;
  const { name, namespace = '' } = source.metadata;
  const app = { namespace, name, repository: address };
  if (repository.kind === 'hidden') {
    const unseen = { newest: undefined, snapshots: undefined, promised: undefined, seenAt: undefined };
    return { ...app, ...repository.judgement, ...unseen };
  }
  const { snapshots, passedOver, time = now } = repository;
  const others = [
    ...sameSecret(source, around),
    ...sameSnapshots(repository, seen),
    ...claimingSnapshots(repository, around),
  ];
  const sharedWith = [...new Set(others)].sort();
  const own = moverSnapshots(snapshots);
  const judgement = judgeBackup({ source, snapshots, passedOver, time, maxAgeMs, sharedWith });
  return {
    ...app,
    ...worse(judgement, checks?.get(repository)),
    newest: own[0],
    snapshots: own.length,
    promised: promisedSnapshots(source, time),
    seenAt: time,
  };
}

/** Damage outranks all else; a check that was not made, only what would have been good. */
function worse(judgement: Judgement, check: Judgement | undefined): Judgement {
  return check?.verdict === 'unprotected' || (check !== undefined && judgement.verdict === 'protected')
    ? check
    : judgement;
}

/** Sources of the namespace that name the same Secret, whether they were asked for or not. */
function sameSecret({ metadata, spec }: ReplicationSource, around: readonly ReplicationSource[]): readonly string[] {
  return around
    .filter((other) => other.metadata.uid !== metadata.uid && other.metadata.namespace === metadata.namespace)
    .filter((other) => other.spec?.restic?.repository === spec?.restic?.repository)
    .map(nameOf);
}

/** A snapshot's id is a digest: two repositories that have one in common are the same. */
function sameSnapshots(
  one: SeenRepository & { readonly kind: 'seen' },
  seen: readonly SeenRepository[],
): readonly string[] {
  const ids = new Set(one.snapshots.map(({ id }) => id));
  return seen
    .filter((other) => other !== one && other.kind === 'seen' && other.snapshots.some(({ id }) => ids.has(id)))
    .map(({ source }) => nameOf(source));
}

/** Sources that say of a snapshot in this repository that they have saved it, whether they were asked for or not. */
function claimingSnapshots(
  { source, snapshots }: SeenRepository & { readonly kind: 'seen' },
  around: readonly ReplicationSource[],
): readonly string[] {
  return around
    .filter((other) => other.metadata.uid !== source.metadata.uid)
    .filter((other) => {
      const sync = lastSyncOf(other);
      return sync.kind === 'backup' && snapshots.some(({ id }) => id.startsWith(sync.snapshot));
    })
    .map(nameOf);
}

function nameOf({ metadata }: ReplicationSource): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
