import { exitCodes, Failure, worstOutcome } from '../../../errors.ts';
import { entriesIn } from '../../../files/tally.ts';
import type { Cluster, ObjectKey } from '../../../kubernetes/cluster.ts';
import { styleFor } from '../../../cli/color.ts';
import { contextOf } from '../../../cli/context.ts';
import type { Io, Output } from '../../../cli/io.ts';
import { isJson, present } from '../../../cli/output.ts';
import type { SelectedApps } from '../../../cli/selection.ts';
import { withHelperPodProgress } from '../../../cli/with-helper-pod-progress.ts';
import { renderFailure } from '../../../text/failure.ts';
import { countText } from '../../../text/size.ts';
import { restoreManyDocument, restoreManyNames } from './json.ts';
import type { ManyPlan, ManyPorts, ManyReport } from './operation/plan.ts';
import { planMany } from './operation/plan-many.ts';
import { reportOfPlan, restoreMany } from './operation/restore-many.ts';
import type { ManyViewOptions } from './options.ts';
import { manyProgress } from './progress.ts';
import { manyQuestion, renderManyPlan } from './text/plan.ts';
import { renderMany } from './text/report.ts';

/** Plans the restore of several apps, asks once, carries it out, shows the results, and returns the exit code. */
export async function showRestoreMany(
  io: Io,
  cluster: Cluster,
  target: SelectedApps,
  options: ManyViewOptions,
): Promise<number> {
  const { color } = options;
  const request = { ...options.request, target };
  const planned = await withHelperPodProgress(io, cluster, { what: 'planning the restores', color }, (ports) =>
    planMany(request, { ...ports, ...ownPorts(io) }),
  );
  if (options.isDryRun) return showPlan(io, withExtraFiles(planned, options.deletesExtraFiles), options);
  const plan = await decided(io, planned, options);
  if (plan.restores.length === 0) return show(io, reportOfPlan(plan), options);
  await confirm(io, plan, options);
  return show(io, await carriedOut(io, cluster, plan, options), options);
}

/** What an in-place restore needs of the process; planning has no steps. */
function ownPorts(io: Io): Pick<ManyPorts, 'creator' | 'creatorStateOf' | 'onStep' | 'onStepDone'> {
  return {
    creator: () => io.creator(),
    creatorStateOf: (creator) => io.creatorStateOf(creator),
    onStep: () => undefined,
    onStepDone: () => undefined,
  };
}

async function carriedOut(io: Io, cluster: Cluster, plan: ManyPlan, options: ManyViewOptions): Promise<ManyReport> {
  const progress = manyProgress(io, styleFor(io, io.stderr, options.color), plan.restores.length);
  const portsOf = (app: ObjectKey): ManyPorts => ({
    ...contextOf(io, cluster, { report: (event) => progress.report(app, event) }),
    ...ownPorts(io),
    onStep: (name, doing) => progress.onStep(app, name, doing),
  });
  try {
    return await restoreMany(plan, { signal: io.signal, now: () => io.now() }, { ...progress, portsOf });
  } finally {
    progress.close();
  }
}

/** The plan with a decision about files that are not in the snapshots; one that cannot be carried out is refused. */
async function decided(io: Io, plan: ManyPlan, options: ManyViewOptions): Promise<ManyPlan> {
  if (!options.skips && (options.isConfirmed || plan.restores.length === 0)) refuseUnrestorable(io, plan, options);
  const undecided = plan.restores.filter((one) => one.mode === 'in-place' && one.plan.isUndecided);
  if (options.deletesExtraFiles !== undefined || undecided.length === 0) {
    return withExtraFiles(plan, options.deletesExtraFiles);
  }
  if (options.isConfirmed) throw undecidedFiles(undecided);
  io.stderr.write(renderManyPlan(plan, planView(io, io.stderr, options)));
  const what = `${countText(undecided.length, 'app')} with files that are not in the snapshot`;
  return withExtraFiles(plan, await io.prompts.confirm(`${what}. Delete them? (no: keep them)`));
}

function withExtraFiles(plan: ManyPlan, deletesExtraFiles: boolean | undefined): ManyPlan {
  if (deletesExtraFiles === undefined) return plan;
  const restores = plan.restores.map((one) =>
    one.mode === 'to-new'
      ? one
      : { ...one, plan: { ...one.plan, journal: { ...one.plan.journal, deletesExtraFiles }, isUndecided: false } },
  );
  return { ...plan, restores };
}

function undecidedFiles(undecided: ManyPlan['restores']): Failure {
  const details = undecided.flatMap((one) => {
    if (one.mode === 'to-new') return [];
    const { onlyInVolume, caches } = one.plan.preview;
    return [`${one.app.namespace}/${one.app.name}: ${countText(entriesIn(onlyInVolume) + entriesIn(caches), 'path')}`];
  });
  const message = `${countText(undecided.length, 'volume')} with files that the snapshot does not have: delete or keep?`;
  return new Failure('usage', message, {
    details,
    hint: '--enable-file-deletion deletes them, --keep-extra-files leaves them',
  });
}

/** Without a person who agrees, all apps are restored or none. */
function refuseUnrestorable(io: Io, plan: ManyPlan, options: ManyViewOptions): void {
  const { unrestorable, failures, restores } = plan;
  const [first, ...others] = [...unrestorable.map(({ failure }) => failure), ...failures];
  if (first === undefined) return;
  if (restores.length === 0 && others.length === 0) throw first;
  const isShown = io.isQuiet !== true && !isJson(options.output);
  if (isShown) io.stderr.write(renderManyPlan(plan, planView(io, io.stderr, options)));
  const reasons = [
    ...unrestorable.map(({ app, failure }) => `${app.namespace}/${app.name}: ${failure.message}`),
    ...failures.map((failure) => failure.message),
  ];
  const count = unrestorable.length + failures.length;
  const message = `${count} of ${countText(restores.length + count, 'app')} cannot be restored; nothing was changed.`;
  throw new Failure(worstFailure([first, ...others]), message, {
    details: isShown ? [] : reasons,
    hint: restores.length === 0 ? undefined : 'restore the others: --skip-unrestorable',
  });
}

function worstFailure(failures: readonly Failure[]): Failure['kind'] {
  const worst = worstOutcome(failures.map(({ kind }) => kind));
  return worst === 'ok' ? 'unexpected' : worst;
}

async function confirm(io: Io, plan: ManyPlan, options: ManyViewOptions): Promise<void> {
  if (!options.isConfirmed || io.isQuiet !== true) {
    io.stderr.write(renderManyPlan(plan, planView(io, io.stderr, options)));
  }
  if (options.isConfirmed || (await io.prompts.confirm(manyQuestion(plan)))) return;
  throw new Failure('interrupted', 'Nothing was changed.');
}

async function showPlan(io: Io, plan: ManyPlan, options: ManyViewOptions): Promise<number> {
  const report = reportOfPlan(plan);
  await present(io, options.output, {
    document: restoreManyDocument(report, plan.restores),
    names: restoreManyNames(plan.restores),
    text: () => renderManyPlan(plan, planView(io, io.stdout, options)),
  });
  return exitCodes[report.outcome];
}

async function show(io: Io, report: ManyReport, options: ManyViewOptions): Promise<number> {
  await present(io, options.output, {
    document: restoreManyDocument(report),
    names: restoreManyNames(report.apps),
    text: () => renderMany(report, planView(io, io.stdout, options)),
  });
  for (const failure of report.failures) {
    io.stderr.write(renderFailure(failure, styleFor(io, io.stderr, options.color), io.stderr));
  }
  return exitCodes[report.outcome];
}

function planView(io: Io, output: Output, { color }: ManyViewOptions) {
  return {
    style: styleFor(io, output, color),
    programName: io.programName,
    clusterName: io.clusterName,
    columns: output.isTerminal ? output.columns : undefined,
  };
}
