import { repositoryTimeoutMs } from '../../../volsync/repository-timeout.ts';
import type { Facts, RepositoryFacts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';

const summary = 'the repository answers in half the time that VolSync allows';

export const repositoryAnswer: Rule<Facts> = {
  name: 'repository-answer',
  harm: 'late-backup',
  summary,
  explanation:
    'The mover first reads the repository\'s config and gives up after 60 s (10 s in VolSync 0.13.0, never in earlier versions). A helper pod measures the time to the answer. From half the limit on it is a problem: on a busy day the sync fails with "failure checking existence of repository".',
  helperPod: 'repositories',
  judge: ({ repositories = [] }) => repositories.map(judge),
};

function judge({ source, seen: { measured, address } }: RepositoryFacts): Judged {
  const { namespace, name } = source.metadata;
  const object = { kind: 'ReplicationSource', namespace, name };
  const { answerMs, node, environment } = measured ?? {};
  const limitMs = environment && repositoryTimeoutMs(environment.image);
  if (answerMs === undefined || limitMs === undefined || answerMs < limitMs / 2) return fine(object, summary);
  return problem(object, {
    seen: `the repository took ${seconds(answerMs)} for its first answer; VolSync gives up after ${seconds(limitMs)}`,
    why: 'the sync fails on a busy day, and the mover may leave a lock behind',
    fix: `check the network and the storage of ${address ?? 'the repository'}; "volsyncctl doctor --rule repository-answer" measures again`,
    evidence: node === undefined ? [] : [`measured on node ${node}`],
    sure: 'likely',
  });
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10}s`;
}
