import { judgeBackup, moverSnapshots } from '../../volsync/backup-verdict.ts';
import { dataTimeOf } from '../../volsync/data-time.ts';
import { promisedSnapshots } from '../../volsync/retention.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import type { Judgement } from '../../volsync/verdict.ts';
import type { SeenRepository } from '../repository/see-repositories.ts';
import { sharingApps } from '../repository/sharing-apps.ts';
import type { AppVerdict } from './verify-result.ts';

/** What else is known when one repository is judged. */
export interface Around {
  readonly seen: readonly SeenRepository[];
  readonly around: readonly ReplicationSource[];
  /** What a deeper look speaks against. */
  readonly checks?: ReadonlyMap<SeenRepository, Judgement>;
  readonly maxAgeMs: number | undefined;
  /** Short id of the snapshot that filled the app's volume, where that was looked at. */
  readonly restored?: string | undefined;
  readonly now: Date;
}

/** Judges one app by what was seen of its repository, and of all others: two apps may share one. */
export function appVerdict(
  repository: SeenRepository,
  { seen, around, checks, maxAgeMs, restored, now }: Around,
): AppVerdict {
  const { source, address } = repository;
  const { name, namespace = '' } = source.metadata;
  const app = { namespace, name, repository: address };
  if (repository.kind === 'hidden') {
    const unseen = {
      newest: undefined,
      dataTime: undefined,
      snapshots: undefined,
      promised: undefined,
      seenAt: undefined,
    };
    return { ...app, ...repository.judgement, ...unseen };
  }
  const { snapshots, passedOver, time = now } = repository;
  const sharedWith = sharingApps(repository, { seen, around });
  const own = moverSnapshots(snapshots);
  const judgement = judgeBackup({ source, snapshots, passedOver, time, maxAgeMs, restored, sharedWith });
  return {
    ...app,
    ...worse(judgement, checks?.get(repository)),
    newest: own[0],
    dataTime: own[0] && dataTimeOf(own[0], source),
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
