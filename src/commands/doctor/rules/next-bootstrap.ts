import { fillingDestination } from '../../../volsync/bootstrap-facts.ts';
import { judgeNextRestore, nextRestore } from '../../../volsync/next-restore.ts';
import { snapshotOrigins } from '../../../volsync/snapshot-origin.ts';
import type { Facts, RepositoryFacts } from '../facts.ts';
import { couldNotLook, fine, problem, type Judged, type Rule } from '../finding.ts';
import { claimOf } from '../judgement/claims.ts';
import { seen } from '../judgement/judge-listed.ts';

const summary = 'the next bootstrap restores the newest snapshot of the app';

export const nextBootstrap: Rule<Facts> = {
  name: 'next-bootstrap',
  harm: 'data-loss',
  summary,
  explanation:
    'The rules of the mover tell what VolSync would restore into a new volume: restoreAsOf and previous of the destination, and the snapshots in the repository. It is a problem if that is nothing, or a snapshot that the app did not make.',
  helperPod: 'repositories',
  judge: (facts) => (facts.repositories ?? []).map((repository) => judge(repository, facts)),
};

function judge({ source, seen: repository }: RepositoryFacts, facts: Facts): Judged {
  const { namespace, name } = source.metadata;
  const object = { kind: 'ReplicationSource', namespace, name };
  const filler = fillingDestination(claimOf(source, facts));
  const destination = seen(facts.objects.destinations).find(
    ({ metadata }) => metadata.name === filler && metadata.namespace === namespace,
  );
  const snapshots = repository.kind === 'seen' ? repository.snapshots : undefined;
  const origins = snapshotOrigins({ source, snapshots: snapshots ?? [], around: facts.objects.sources });
  const { verdict, message, hint, details } = judgeNextRestore(
    nextRestore({ source, destination, snapshots, origins }),
    source,
  );
  if (verdict === 'protected') return fine(object, summary);
  const why = 'the app would be recreated without its data, or with other data';
  if (verdict === 'unknown') return couldNotLook(object, message, why, hint);
  return problem(object, { seen: message, why, fix: hint, evidence: details });
}
