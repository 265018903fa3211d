import { exitCodes, Failure } from '../../../errors.ts';
import type { Cluster, ObjectKey } from '../../../kubernetes/cluster.ts';
import { restoreInPlace, type InPlaceReport } from './operation/restore-in-place.ts';
import { entriesIn } from '../../../files/tally.ts';
import type { RestoreInPlacePorts } from './operation/ports.ts';
import { planInPlace } from './operation/plan-in-place.ts';
import type { InPlacePlan, InPlaceRequest } from './operation/plan.ts';
import { inPlaceDocument, renderInPlace } from './text.ts';
import { askedText, plannedSteps, renderRestorePlan, restorePlanDocument } from '../text/plan.ts';
import { countText } from '../../../text/size.ts';
import { chooseOne } from '../../../cli/choose.ts';
import { snapshotChoices } from '../../../cli/snapshot-choices.ts';
import type { SnapshotChoice } from '../../../restore/chosen-snapshot.ts';
import { styleFor } from '../../../cli/color.ts';
import type { GlobalOptions } from '../../../cli/options/global.ts';
import { contextOf } from '../../../cli/context.ts';
import type { Io, Output } from '../../../cli/io.ts';
import { present } from '../../../cli/output.ts';
import { restoreProgress, type RestoreProgress } from '../progress.ts';

export interface InPlaceViewOptions extends GlobalOptions {
  readonly inPlace: InPlaceRequest;
  /** Undefined if it was not set what happens to files that are not in the snapshot. */
  readonly deletesExtraFiles: boolean | undefined;
  readonly isDryRun: boolean;
  /** Skips the confirmation. */
  readonly isConfirmed: boolean;
}

/** Plans an in-place restore, asks for confirmation, carries it out, shows the result, and returns the exit code. */
export async function showRestoreInPlace(io: Io, cluster: Cluster, options: InPlaceViewOptions): Promise<number> {
  const { inPlace } = options;
  if (!io.canPrompt && !options.isConfirmed && !options.isDryRun) throw unconfirmed(inPlace.app);
  const progress = restoreProgress(io, styleFor(io, io.stderr, options.color), inPlace.app);
  try {
    const ports = inPlacePorts(io, cluster, progress);
    const isAsked = io.canPrompt && !options.isConfirmed;
    const planned = await planInPlace({ ...inPlace, isAsked }, { ...ports, choose: choosing(io, options, progress) });
    progress.pause();
    const plan = await withExtraFiles(planned, io, options);
    if (options.isDryRun) {
      await present(io, options.output, {
        document: restorePlanDocument(plan),
        names: namesOf(inPlace.app),
        text: () => planText(plan, io, io.stdout, options),
      });
      return 0;
    }
    io.stderr.write(planText(plan, io, io.stderr, options));
    if (!options.isConfirmed && !(await io.prompts.confirm('Go ahead?'))) {
      throw new Failure('interrupted', 'Nothing was changed.');
    }
    progress.expect(plannedSteps(plan));
    const report = await restoreInPlace(plan, inPlace.options, ports);
    // The rows stay in place, above the result.
    progress.close();
    return await showInPlaceReport(io, report, options);
  } finally {
    progress.close();
  }
}

/**
 * Shows the result of an in-place restore, and returns the exit code: an app that does not run as before is no success.
 */
export async function showInPlaceReport(io: Io, report: InPlaceReport, options: GlobalOptions): Promise<number> {
  const { namespace, app } = report.journal;
  await present(io, options.output, {
    document: inPlaceDocument(report),
    names: namesOf({ namespace, name: app }),
    text: () =>
      renderInPlace(report, {
        style: styleFor(io, io.stdout, options.color),
        programName: io.programName,
        columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
      }),
  });
  return exitCodes[report.aftermath.outcome];
}

/** The ports of an in-place restore. */
export function inPlacePorts(io: Io, cluster: Cluster, progress: RestoreProgress): RestoreInPlacePorts {
  return {
    ...contextOf(io, cluster, progress),
    creator: () => io.creator(),
    creatorStateOf: (creator) => io.creatorStateOf(creator),
    onStep: (name, doing) => progress.onStep(name, doing),
    onStepDone: () => progress.onStepDone(),
  };
}

/** The person at the terminal chooses the snapshot. */
function choosing(io: Io, { color }: GlobalOptions, progress: RestoreProgress): SnapshotChoice {
  return (snapshots) => {
    progress.pause();
    const terminal = { stdin: io.stdin, stderr: io.stderr, style: styleFor(io, io.stderr, color) };
    return chooseOne('Snapshot', snapshotChoices(snapshots, io.now(), { hasChanges: true }), terminal, io.signal);
  };
}

/** If there are files that are not in the snapshot, somebody decides what happens to them. */
async function withExtraFiles(plan: InPlacePlan, io: Io, options: InPlaceViewOptions): Promise<InPlacePlan> {
  const { journal, isUndecided } = plan;
  if (options.deletesExtraFiles === undefined && (!isUndecided || options.isDryRun)) return plan;
  const deletesExtraFiles = options.deletesExtraFiles ?? (await askedForExtraFiles(plan, io, options));
  return { ...plan, journal: { ...journal, deletesExtraFiles }, isUndecided: false };
}

async function askedForExtraFiles(plan: InPlacePlan, io: Io, options: InPlaceViewOptions): Promise<boolean> {
  const count = countText(entriesIn(plan.preview.onlyInVolume) + entriesIn(plan.preview.caches), 'path');
  if (!io.canPrompt) {
    throw new Failure('usage', `The volume has ${count} that the snapshot does not have: delete or keep?`, {
      hint: '--enable-file-deletion deletes them, --keep-extra-files leaves them',
    });
  }
  io.stderr.write(planText(plan, io, io.stderr, options));
  return io.prompts.confirm(`Not in the snapshot: ${count}. Delete them? (no: keep them)`);
}

function planText(plan: InPlacePlan, io: Io, output: Output, { inPlace, color }: InPlaceViewOptions): string {
  return renderRestorePlan(plan, {
    style: styleFor(io, output, color),
    programName: io.programName,
    columns: output.isTerminal ? output.columns : undefined,
    clusterName: io.clusterName,
    asked: inPlace.selector === undefined ? 'chosen' : askedText(inPlace.selector),
  });
}

function unconfirmed({ namespace, name }: ObjectKey): Failure {
  const message = `An in-place restore stops ${namespace}/${name} and changes its data, and there is no terminal to confirm it.`;
  return new Failure('refused', message, { hint: 'check with --dry-run, then pass --yes' });
}

function namesOf({ name }: ObjectKey): readonly string[] {
  return [`replicationsource.volsync.backube/${name}`];
}
