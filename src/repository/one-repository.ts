import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { ResticStep } from '../restic/repository-script.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import type { StepOutput } from '../restic/step-log.ts';
import { isForbidden } from '../restic/damage.ts';
import { fixCommands } from '../volsync/fix-commands.ts';
import { passing } from '../volsync/diagnosis.ts';
import { failureOfRestic } from '../volsync/restic-failure.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { unseenOutcome } from '../volsync/unseen-outcome.ts';
import { reportOpenRestores } from '../sources/open-restores.ts';
import { cutLog } from './container-answer.ts';
import { listRepositorySnapshots, type SeenRepository } from './list-snapshots.ts';
import type { LookAtSnapshots, SnapshotsPorts } from './snapshots.ts';
import { findSources } from '../sources/find-sources.ts';
import { shellCommand } from '../shell-command.ts';

/** A snapshot as named on a command line: an id prefix, or `latest`. */
export type SnapshotName = string;

/** How to read one repository. */
export interface OneLook extends LookAtSnapshots {
  /** restic's steps after listing the snapshots. */
  readonly steps: readonly ResticStep[];
  /** What to do if the answer is longer than Kubernetes keeps. */
  readonly shorter: string;
}

/** The repository of one app that has answered. */
export interface OneRepository {
  readonly app: ObjectKey;
  readonly source: ReplicationSource;
  readonly address: string | undefined;
  /** Newest first. */
  readonly snapshots: readonly Snapshot[];
  /** restic's messages about snapshots that it could not read. */
  readonly passedOver: readonly string[];
  /** The output of the steps, up to the first that failed. */
  readonly outputs: readonly StepOutput[];
}

/** Reads the repository of one app; every obstacle is a Failure. */
export async function lookIntoOne(app: ObjectKey, look: OneLook, ports: SnapshotsPorts): Promise<OneRepository> {
  const { chosen, failures } = await findSources({ scope: {}, apps: [app] }, ports);
  if (failures[0] !== undefined) throw failures[0];
  reportOpenRestores(chosen, ports);
  const { steps: moreSteps, ...rest } = look;
  const [seen] = await listRepositorySnapshots(chosen, { ...rest, command: 'snapshots', moreSteps }, ports);
  if (seen === undefined) throw new Error('a repository was not asked');
  if (seen.kind === 'hidden') throw unseen(app, seen, look);
  const { source, address, snapshots, passedOver, more } = seen;
  return { app, source, address, snapshots, passedOver, outputs: more };
}

/** The one snapshot with that name; a Failure if there is none, or several. */
export function snapshotNamed(
  name: SnapshotName,
  { app, snapshots, passedOver }: Pick<OneRepository, 'app' | 'snapshots' | 'passedOver'>,
): Snapshot {
  const hint = shellCommand`volsyncctl snapshots ${app.name} -n ${app.namespace}`;
  const place = `the repository of ${app.namespace}/${app.name}`;
  const isLatest = name === 'latest';
  const [found, ...others] = isLatest ? snapshots.slice(0, 1) : snapshots.filter(({ id }) => id.startsWith(name));
  if (passedOver.length > 0 && (isLatest || found === undefined)) {
    const message = `restic could not read all snapshots in ${place}, and ${name} may be one of those.`;
    throw new Failure('unknown', message, { hint, details: passedOver });
  }
  if (found === undefined) {
    throw new Failure('unprotected', `There is no snapshot${isLatest ? '' : ` ${name}`} in ${place}.`, { hint });
  }
  if (others.length > 0) {
    const ids = [found, ...others].map(({ id }) => shortId(id)).join(', ');
    throw new Failure('usage', `${name} may be any of ${ids}: more of the id is needed.`, { hint });
  }
  return found;
}

/** The output of restic in that step; if it failed, a Failure with its messages. */
export function outputOfStep(step: string, { app, outputs }: OneRepository): StepOutput {
  const output = outputs.find(({ name }) => name === step) ?? outputs.at(-1);
  if (output?.exitCode === 0 && output.name === step) return output;
  const why = output === undefined ? passing('no-evidence', 'no answer') : failureOfRestic(output);
  // What may not be read, or did not answer, says nothing about the backup.
  const kind = why.reason === 'repository-unreachable' ? 'unknown' : 'failed';
  throw new Failure(kind, `restic ${step} failed for ${app.namespace}/${app.name}: ${why.message}`, {
    details: why.details,
    hint: why.details.some(isForbidden) ? fixCommands.privilegedMovers(app.namespace) : undefined,
  });
}

/** Parses the output of a step with `read`; malformed output counts as no answer. */
export function understood<T>(step: string, repository: OneRepository, read: (lines: readonly string[]) => T): T {
  const { output } = outputOfStep(step, repository);
  try {
    return read(output);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure('unknown', `restic's output could not be parsed: ${why}`, { cause: error });
  }
}

function unseen({ namespace, name }: ObjectKey, seen: SeenRepository & { kind: 'hidden' }, look: OneLook): Failure {
  const { message, details, hint } = seen.judgement;
  const isCut = message === cutLog.message;
  return new Failure(
    unseenOutcome(seen.judgement),
    `The repository of ${namespace}/${name} gave no answer: ${message}.`,
    {
      details,
      hint: isCut ? look.shorter : hint,
    },
  );
}
