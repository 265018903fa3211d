import { randomBytes } from 'node:crypto';
import type { StepLog } from '../restic/step-log.ts';
import { writeProbeCodes, writeProbeCommand } from '../restic/write-probe-script.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import { askRepositories } from './ask-repositories.ts';
import type { Answer } from './container-answer.ts';
import { onNodes, type LookOptions, type RepositoryPorts } from './list-snapshots.ts';

/** The result of writing a file into a repository's folder. */
export type WriteProbe = { readonly node: string | undefined } & (
  | { readonly kind: 'written' }
  /** Refused by the file system or the NFS server. */
  | { readonly kind: 'refused'; readonly parts: readonly string[]; readonly details: readonly string[] }
  | { readonly kind: 'left'; readonly name: string; readonly details: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string }
);

/**
 * Writes a file into the folder of each repository as its mover would, and removes it. One pod serves many
 * repositories.
 */
export async function probeWriting(
  environments: readonly MoverEnvironment[],
  { nodeOf, ...options }: LookOptions,
  ports: RepositoryPorts,
): Promise<ReadonlyMap<MoverEnvironment, WriteProbe>> {
  const name = `.volsyncctl-probe-${randomBytes(8).toString('hex')}`;
  const script = (mark: string, limitMs: number) => writeProbeCommand(mark, limitMs, name);
  const found = onNodes(
    environments.map((environment) => ({ environment })),
    nodeOf,
  );
  const put = found.flatMap((one) => ('environment' in one ? [one.environment] : []));
  const answers = await askRepositories(put, { ...options, script, isWriting: true, steps: () => [] }, ports);
  return new Map(
    put.flatMap((environment, index) => {
      const [asked, answer] = [environments[index], answers.get(environment)];
      return asked === undefined || answer === undefined ? [] : [[asked, probeOf(answer, name)] as const];
    }),
  );
}

function probeOf(answer: Answer, name: string): WriteProbe {
  if ('failure' in answer) return { kind: 'unknown', why: answer.failure.message, node: undefined };
  return { ...outcomeOf(answer.log, name), node: answer.node };
}

type Outcome = WriteProbe extends infer Each ? (Each extends WriteProbe ? Omit<Each, 'node'> : never) : never;

function outcomeOf({ steps: [step] }: StepLog, name: string): Outcome {
  switch (step?.exitCode) {
    case writeProbeCodes.written:
      if (step.output.length > 0) return { kind: 'refused', parts: step.output, details: step.errors };
      return { kind: 'written' };
    case writeProbeCodes.refused:
      return { kind: 'refused', parts: [], details: step.errors };
    case writeProbeCodes.left:
      return { kind: 'left', name, details: step.errors };
    case writeProbeCodes.onServer:
      return { kind: 'unknown', why: 'the repository is on a server: a file is written only into a folder' };
    case writeProbeCodes.notMounted:
      return { kind: 'unknown', why: 'no volume is mounted where the repository should be' };
    default:
      return { kind: 'unknown', why: 'the helper pod did not say what came of it' };
  }
}
