import { Failure } from '../../errors.ts';
import type { Cluster, ObjectKey } from '../../kubernetes/cluster.ts';
import type { Quiescence } from '../../sync/quiescence.ts';
import type { TriggerEvent } from '../../sync/trigger-event.ts';
import { contextOf } from '../../cli/context.ts';
import type { Io } from '../../cli/io.ts';
import { ExecQuieting } from './operation/exec-quieting.ts';
import type { QuiescePlan, QuiesceRequest } from './operation/plan.ts';
import { planQuiesce } from './operation/plan-quiesce.ts';
import type { QuiescePorts } from './operation/ports.ts';
import { QuiescedApp } from './operation/quiesced-app.ts';
import { ScaledDown } from './operation/scaled-down.ts';
import { quiescePlanLines } from './text/quiesce.ts';

/** How to keep an app quiet, as given on the command line. */
export interface QuiesceOptions extends Omit<QuiesceRequest, 'app'> {
  /** Skips the confirmation. */
  readonly isConfirmed: boolean;
  readonly isDryRun: boolean;
}

/** Plans how to keep the app quiet, and asks for confirmation if the plan stops the app. */
export async function plannedQuiescence(
  app: ObjectKey,
  options: QuiesceOptions,
  io: Io,
  ports: QuiescePorts,
): Promise<Quiescence> {
  const isAsked = options.exec === undefined && !options.isConfirmed && !options.isDryRun;
  if (isAsked && !io.canPrompt) throw unconfirmed(app);
  const plan = await planQuiesce({ ...options, app }, ports);
  io.stderr.write(
    quiescePlanLines(plan, io.clusterName)
      .map((line) => `${line}\n`)
      .join(''),
  );
  if (isAsked && !(await io.prompts.confirm('Go ahead?'))) throw new Failure('interrupted', 'Nothing was changed.');
  return new QuiescedApp(plan, quietingOf(plan, ports), ports);
}

/** What quiescing one app needs; its events name the app. */
export function quiescePorts(
  io: Io,
  cluster: Cluster,
  app: ObjectKey,
  progress: { report(event: TriggerEvent): void },
): QuiescePorts {
  return {
    ...contextOf(io, cluster, {
      report: (event: Parameters<QuiescePorts['report']>[0]) =>
        progress.report(
          event.type === 'step'
            ? { app, ...event }
            : { app, type: 'warning', message: `${event.what}: ${event.why}`, hint: event.hint },
        ),
    }),
    maker: () => io.maker(),
    fateOf: (maker) => io.fateOf(maker),
  };
}

function quietingOf(plan: QuiescePlan, ports: QuiescePorts) {
  const { app, journal, maxDowntimeMs } = plan;
  if (plan.exec !== undefined) return new ExecQuieting(plan, ports);
  return new ScaledDown(app.namespace, journal, maxDowntimeMs, ports);
}

function unconfirmed({ namespace, name }: ObjectKey): Failure {
  const message = `--quiesce stops ${namespace}/${name} for its backup, and there is no terminal to confirm it.`;
  return new Failure('refused', message, { hint: 'check with --dry-run, then pass --yes' });
}
