import { isDamage } from '../restic/damage.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import type { StepOutput } from '../restic/step-log.ts';
import { withoutCredentials } from '../without-credentials.ts';
import { failureOfRestic } from '../volsync/restic-failure.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { unknownApp, unprotected, type Judgement } from '../volsync/verdict.ts';
import { askRepositories, type PatientQuestion } from './ask-repositories.ts';
import { checkResources, packsStep } from './depth.ts';
import type { RepositoryPorts, SeenRepository } from './list-snapshots.ts';
import { concurrentWriters, concurrentWriterSteps, sourcesNow } from './concurrent-writers.ts';
import { shellCommand } from '../shell-command.ts';

/** A repository whose snapshots were read. */
export type ReadableRepository = SeenRepository & { readonly kind: 'seen' };

/** The findings of a check of a repository. */
export interface CheckFinding {
  readonly judgement: Judgement;
  /** Full ids of the snapshots that are affected by damage; undefined if that is not known, or nothing is damaged. */
  readonly touched: readonly string[] | undefined;
}

/**
 * Whether there are packs that no index names. An interrupted backup or prune leaves such packs; so does a lost index
 * file, whose packs a comparison of index and packs would not miss.
 */
export function hasPacksBesideIndex({ more }: ReadableRepository): boolean {
  const check = more.find(({ name }) => name === packsStep);
  return check?.output.some((line) => /^\d+ additional files? (?:was|were) found in the repo/.test(line)) === true;
}

/** The findings against snapshots, one per repository, because the index does not have all of their data. */
export async function judgeIndex(
  asked: readonly (readonly [ReadableRepository, Snapshot])[],
  { command, timeouts }: Pick<PatientQuestion, 'command' | 'timeouts'>,
  ports: RepositoryPorts,
): Promise<ReadonlyMap<SeenRepository, CheckFinding>> {
  if (asked.length === 0) return new Map();
  const ids = new Map(asked.map(([{ environment }, { id }]) => [environment, id]));
  const question = {
    ...{ command, timeouts, resources: checkResources({ kind: 'metadata' }) },
    steps: (environment: ReadableRepository['environment']) => [
      ...concurrentWriterSteps,
      { name: 'stats', args: ['stats', '--mode', 'raw-data', ids.get(environment) ?? ''] },
    ],
  };
  const answers = await askRepositories([...ids.keys()], question, ports);
  const sources = await sourcesNow(
    asked.map(([seen]) => seen),
    ports,
  );
  const findings = asked.flatMap(([seen, snapshot]) => {
    const answer = answers.get(seen.environment);
    const log = answer && 'log' in answer ? answer.log : undefined;
    const last = log?.steps.at(-1);
    if (last?.name === 'stats' && last.exitCode === 0) return [];
    const meanwhile = concurrentWriters(seen, log, sources);
    return [[seen, { judgement: judged(snapshot, last, meanwhile, seen.source), touched: undefined }] as const];
  });
  return new Map(findings);
}

function judged(
  { id }: Snapshot,
  step: StepOutput | undefined,
  meanwhile: string | undefined,
  { metadata: { name, namespace = '' } }: ReplicationSource,
): Judgement {
  const lost = step?.errors.find((line) => isDamage(line) || /\bblob <\w+\/[0-9a-f]{8,64}> not found/.test(line));
  const hint = shellCommand`volsyncctl verify ${name} -n ${namespace} --depth metadata`;
  if (lost === undefined) {
    const why = step === undefined || step.exitCode === 0 ? 'there was no answer' : failureOfRestic(step).message;
    const message = `there are packs that no index names, and whether snapshot ${shortId(id)} needs them is not known: ${why}`;
    return unknownApp('no-evidence', message, { hint });
  }
  const message = `the index does not have all data of snapshot ${shortId(id)}, and there are packs that no index names`;
  const extra = { details: [withoutCredentials(lost)], hint };
  if (meanwhile === undefined) return unprotected('damaged', message, extra);
  return unknownApp('damaged', `${message}, but ${meanwhile}: it may be a false alarm`, extra);
}
