import type { RepositorySelector } from '../../../restore/repositories/candidate-repository.ts';
import type { SnapshotSelector } from '../../../restore/snapshot-selector.ts';
import type { RestoreToPorts, RestoreOrigin } from './operation/plan.ts';
import { exitCodes, Failure } from '../../../errors.ts';
import type { SafetyNet } from '../../../volsync/restore-journal.ts';
import type { Cluster, ObjectKey } from '../../../kubernetes/cluster.ts';
import { planRestoreTo, restoreTo } from './operation/restore-to.ts';
import type { LookOptions } from '../../../repository/list-snapshots.ts';
import { renderRestored, renderRestoreToPlan, restoreToDocument } from './text.ts';
import type { MountedVolume } from '../../../volsync/probe-job.ts';
import type { ClaimOptions } from '../../../restore/new-claim-spec.ts';
import { snapshotChoices } from '../../../cli/snapshot-choices.ts';
import { chooseOne } from '../../../cli/choose.ts';
import { styleFor } from '../../../cli/color.ts';
import type { GlobalOptions } from '../../../cli/options/global.ts';
import type { Io, Output } from '../../../cli/io.ts';
import { present } from '../../../cli/output.ts';
import { withHelperPodProgress } from '../../../cli/with-helper-pod-progress.ts';

/** The parsed command line. */
export interface RestoreViewOptions extends GlobalOptions {
  readonly mode: 'to' | 'repository' | 'in-place' | 'bootstrap' | 'ask';
  /** Undefined for `repository`. */
  readonly app: ((defaultNamespace: string) => ObjectKey) | undefined;
  /** Undefined if not set. */
  readonly selector: SnapshotSelector | undefined;
  /** Whether the person at the terminal chooses the snapshot. */
  readonly asksForSnapshot: boolean;
  /** The name of the new PVC. */
  readonly to: string | undefined;
  readonly secret: string | undefined;
  /** Other repositories than the app's own; undefined if not set. */
  readonly from: RepositorySelector | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly volume: MountedVolume | undefined;
  readonly like: ClaimOptions;
  readonly look: LookOptions;
  /** Only for `in-place`. */
  readonly inPlace: {
    readonly safety: SafetyNet['kind'];
    readonly ignoresGitOps: boolean;
    readonly volumeSnapshotClass: string | undefined;
    /** Undefined if it was not set what happens to files that are not in the snapshot. */
    readonly deletesExtraFiles: boolean | undefined;
    readonly isConfirmed: boolean;
  };
  readonly timeoutMs: number;
  readonly isDryRun: boolean;
  readonly isKept: boolean;
  readonly isCompared: boolean;
}

/** Restores into a new PVC, after showing the plan, and returns the exit code. */
export async function showRestoreTo(io: Io, cluster: Cluster, options: RestoreViewOptions): Promise<number> {
  const selector = selectorOf(options);
  const operation = {
    ...options,
    selector,
    origin: originOf(options, cluster.namespace),
    claim: options.to ?? '',
    isAsked: io.canPrompt,
  };
  const plan = await working(io, cluster, options, 'reading the repository', (ports) =>
    planRestoreTo(operation, ports),
  );
  const name = `persistentvolumeclaim/${plan.claim.metadata.name}`;
  const viewOn = (output: Output) => ({
    selector,
    style: styleFor(io, output, options.color),
    clusterName: io.clusterName,
    columns: output.isTerminal ? output.columns : undefined,
  });
  if (options.isDryRun) {
    const text = () => renderRestoreToPlan(plan, viewOn(io.stdout));
    await present(io, options.output, { document: restoreToDocument(plan), names: [name], text });
    return exitCodes.ok;
  }
  io.stderr.write(renderRestoreToPlan(plan, viewOn(io.stderr)));
  // A snapshot that was named by its id is intended.
  const isMeant = selector?.kind === 'snapshot' || plan.chosen.ownership?.isForeign !== true;
  if (!isMeant && !(await io.prompts.confirm('Restore this snapshot?'))) {
    throw new Failure('interrupted', 'Nothing was changed.');
  }
  const result = await working(io, cluster, options, 'restoring', (ports) => restoreTo(plan, ports));
  await present(io, options.output, {
    document: restoreToDocument(plan, result),
    names: [name],
    text: () => renderRestored(result, styleFor(io, io.stdout, options.color)),
  });
  return exitCodes[result.outcome];
}

/** Undefined: the person at the terminal is asked. Without a terminal, the newest one of an app is used. */
function selectorOf({ selector, mode, asksForSnapshot }: RestoreViewOptions): SnapshotSelector | undefined {
  if (selector !== undefined || asksForSnapshot) return selector;
  if (mode !== 'repository') return { kind: 'latest' };
  throw new Failure('usage', 'no snapshot given, and no terminal to choose one', {
    hint: 'pass --latest, --as-of TIME, --previous N or --snapshot ID',
  });
}

function originOf(
  { app, from, secret = '', uid, gid, volume, namespace }: RestoreViewOptions,
  place: string,
): RestoreOrigin {
  if (app !== undefined) return { kind: 'app', from, ...app(place) };
  return { kind: 'repository', namespace: namespace ?? place, secret, uid, gid, volume };
}

function working<T>(
  io: Io,
  cluster: Cluster,
  { color }: GlobalOptions,
  what: string,
  work: (ports: RestoreToPorts) => Promise<T>,
): Promise<T> {
  const terminal = { stdin: io.stdin, stderr: io.stderr, style: styleFor(io, io.stderr, color) };
  return withHelperPodProgress(io, cluster, { color, what }, (ports, progress) =>
    work({
      ...ports,
      choose: (snapshots) => {
        progress.close();
        return chooseOne('Snapshot', snapshotChoices(snapshots, io.now(), { hasChanges: true }), terminal, io.signal);
      },
    }),
  );
}
