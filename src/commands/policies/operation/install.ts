import { Failure, isFailure, type Outcome } from '../../../errors.ts';
import type { PolicyVersion } from '../../../kubernetes/admission.ts';
import { probeMovers } from '../../../mover/probe-mover.ts';
import type { PolicyOptions } from '../judgement/policies.ts';
import { shortfall } from '../judgement/wanted.ts';
import {
  specIs,
  type InstallPlan,
  type InstallPorts,
  type PlannedChange,
  type PlannedObject,
  type Specified,
} from './plan-install.ts';
import { isAnswerLost, rollBack, type SentChange } from './roll-back.ts';

/** The result of `policies install`. */
export interface InstallReport {
  readonly outcome: Outcome;
  readonly isDryRun: boolean;
  readonly version: PolicyVersion;
  readonly objects: readonly PlannedObject[];
  readonly warnings: readonly string[];
}

const inEffectMs = 60_000;
const betweenProbesMs = 500;

const rollBackMs = 30_000;

/** Carries out the plan, and proves it with a dry run of mover Jobs; what cannot be proven is rolled back. */
export async function install(plan: InstallPlan, options: PolicyOptions, ports: InstallPorts): Promise<InstallReport> {
  const sent: SentChange[] = [];
  try {
    for (const planned of plan.objects) if (planned.action !== 'keep') await send(planned, sent, ports);
    await untilInEffect(plan, options, ports);
    return reportOf(plan, false);
  } catch (error) {
    const reason = isFailure(error) ? error : new Failure('unexpected', (error as Error).message, { cause: error });
    // Ctrl-C has aborted the other signal.
    throw await rollBack(reason, sent, { cluster: ports.cluster, signal: AbortSignal.timeout(rollBackMs) });
  }
}

/** The report of a plan that is not carried out. */
export function reportOf(plan: InstallPlan, isDryRun: boolean): InstallReport {
  const { version, warnings } = plan;
  const objects = plan.objects.map(({ kind, name, action }) => ({ kind, name, action }));
  return { outcome: 'ok', isDryRun, version, objects, warnings };
}

/** Records what was sent: a failed request may have arrived, a refused one was not applied. */
async function send(planned: PlannedChange, sent: SentChange[], ports: InstallPorts): Promise<void> {
  try {
    sent.push({ planned, answer: await apply(planned, ports) });
  } catch (error) {
    if (isAnswerLost(error)) sent.push({ planned, answer: undefined });
    throw error;
  }
}

/** Changes only what is still as planned. */
function apply({ name, change }: PlannedChange, { cluster, signal }: InstallPorts): Promise<Specified> {
  const { resource, spec, before } = change;
  const key = { namespace: '', name };
  if (before === undefined) return cluster.create(resource, { metadata: key, spec }, {}, signal);
  const isAsSeen = { op: 'test' as const, path: '/metadata/resourceVersion', value: before.metadata.resourceVersion };
  return cluster.patch(resource, key, [isAsSeen, specIs(spec)], {}, signal);
}

/** The API server reloads policies within a few seconds. */
async function untilInEffect(plan: InstallPlan, options: PolicyOptions, ports: InstallPorts): Promise<void> {
  const end = ports.now().getTime() + inEffectMs;
  for (;;) {
    const probes = await probeMovers([plan.namespace], ports);
    const missing = probes.flatMap((probe) => shortfall(options, probe) ?? []);
    if (missing.length === 0) return;
    if (ports.now().getTime() > end) {
      throw new Failure('failed', `the policies are not in effect after ${inEffectMs / 1000} s`, { details: missing });
    }
    await ports.sleep(betweenProbesMs, ports.signal);
  }
}
