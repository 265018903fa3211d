import { Failure } from '../../errors.ts';
import type { Cluster, ObjectKey } from '../../kubernetes/cluster.ts';
import type { Quiescence } from '../../sync/quiescence.ts';
import type { TriggerEvent } from '../../sync/trigger-event.ts';
import { contextOf, creatorPorts } from '../../cli/context.ts';
import type { Io } from '../../cli/io.ts';
import { withClaimLease } from '../../sources/claim-lease.ts';
import { ExecQuieting } from './operation/exec-quieting.ts';
import { quiesceLease, type QuiescePlan, type QuiesceRequest } from './operation/plan.ts';
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

/** A plan that is ready to be carried out. */
export interface PlannedQuiescence {
  readonly quiescence: Quiescence;
  /** Does work while this run holds the Lease of the volume; a dry run needs none. */
  whileLeased<T>(work: () => Promise<T>): Promise<T>;
}

/** Plans how to keep the app quiet, and asks for confirmation if the plan stops the app. */
export async function plannedQuiescence(
  app: ObjectKey,
  options: QuiesceOptions,
  io: Io,
  ports: QuiescePorts,
): Promise<PlannedQuiescence> {
  const isAsked = options.exec === undefined && !options.isConfirmed && !options.isDryRun;
  if (isAsked && !io.canPrompt) throw unconfirmed(app);
  const plan = await planQuiesce({ ...options, app }, ports);
  io.stderr.write(
    quiescePlanLines(plan, io.clusterName)
      .map((line) => `${line}\n`)
      .join(''),
  );
  if (isAsked && !(await io.prompts.confirm('Go ahead?'))) throw new Failure('interrupted', 'Nothing was changed.');
  const quiescence = new QuiescedApp(plan, quietingOf(plan, ports), ports);
  const lease = quiesceLease('trigger --quiesce', plan);
  return {
    quiescence,
    whileLeased: (work) => (options.isDryRun ? work() : withClaimLease(lease, ports, work)),
  };
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
    ...creatorPorts(io),
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
