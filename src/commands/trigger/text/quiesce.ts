import { plainLine } from '../../../foreign-text.ts';
import { durationText } from '../../../text/age.ts';
import { clockText } from '../../../text/clock.ts';
import { inCluster } from '../../../text/in-cluster.ts';
import type { QuiesceResult } from '../../../sync/quiescence.ts';
import type { QuiescePlan } from '../operation/plan.ts';

/** How the app was kept quiet, one sentence per item. */
export function quiesceLines(quiesce: QuiesceResult | undefined, now: Date): readonly string[] {
  if (quiesce === undefined || quiesce.state === 'not-begun') return [];
  const { disturbance } = quiesce;
  const disturbed = disturbance === undefined ? [] : [`The copy may hold half-written data: ${plainLine(disturbance)}`];
  return [stateText(quiesce, now), ...disturbed];
}

function stateText(quiesce: QuiesceResult, now: Date): string {
  const { what, state, why = '', cutAt } = quiesce;
  const app = what.length === 0 ? 'the app' : what.join(', ');
  if (state === 'left') return `${app} could not be started again: ${plainLine(why)}`;
  if (state === 'not-ready') return `${app} was started again, and is not ready: ${plainLine(why)}`;
  const cut = cutAt === undefined ? 'no copy of the volume was made' : `the copy was seen at ${clockText(cutAt, now)}`;
  return `${backText(app, quiesce)}; ${cut}`;
}

function backText(app: string, { how, what, downtimeMs }: QuiesceResult): string {
  if (how === 'exec') {
    return downtimeMs === undefined
      ? `the command in ${app} ended`
      : `the commands in ${app} ended after ${durationText(downtimeMs)}`;
  }
  if (what.length === 0) return 'nothing was running that mounts the volume';
  return downtimeMs === undefined
    ? `${app} was stopped and started again`
    : `${app} was down for ${durationText(downtimeMs)}, and is ready again`;
}

/** The result of `--unquiesce` as a headline. */
export function unquiescedText(quiesce: QuiesceResult | undefined): string {
  const { how, what = [], why } = quiesce ?? {};
  if (how === 'exec') return `the command of --exec-after has run in ${what.join(', ')}`;
  const app = what.length === 0 ? 'nothing had been stopped' : what.join(', ');
  if (why !== undefined) return `${app}: started again, and not ready: ${why}`;
  return what.length === 0 ? app : `${app}: started again, and ready`;
}

/** The plan that is shown before the prompt. */
export function quiescePlanLines(plan: QuiescePlan, clusterName: string | undefined): readonly string[] {
  const { app, journal, exec, maxDowntimeMs, usesCopyTrigger } = plan;
  const limit = `at most ${durationText(maxDowntimeMs)}`;
  const until = `until the copy of PVC ${journal.claim} is made, ${limit}`;
  return [
    `${app.namespace}/${app.name} will be backed up${inCluster(clusterName)} while it is quiet:`,
    ...journal.holds.map(
      (hold) => `  suspend ${hold.kind} ${hold.namespace}/${hold.name}, which ${plainLine(hold.why)}, ${until}`,
    ),
    ...journal.workloads.map(({ kind, name, replicas }) => `  scale ${kind} ${name} from ${replicas} to 0 ${until}`),
    ...(exec === undefined ? [] : [`  run in pod ${exec.pod}, container ${exec.container}: ${exec.command.join(' ')}`]),
    ...(exec?.after === undefined ? [] : [`  run there after the copy, ${limit}: ${exec.after}`]),
    ...(exec === undefined && journal.workloads.length === 0 ? ['  nothing is running that mounts the volume'] : []),
    ...(usesCopyTrigger ? [`  set the copy trigger of PVC ${journal.claim}`] : []),
  ];
}
