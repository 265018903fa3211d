import { isFailure } from '../errors.ts';
import type { RestoreJournal } from '../volsync/restore-journal.ts';
import type { WorkloadPorts } from './ports.ts';
import { scaleUp, type ScaleUpRequest } from './scale-up.ts';
import { waitReady } from './wait-ready.ts';

/** How long a workload that was not running before is waited for. */
const lenientMs = 60_000;

/**
 * Restores the replicas of the workloads and waits until they are ready. If one that was ready before does not become
 * ready, it is a Failure; otherwise it is reported.
 */
export async function startWorkloads(request: ScaleUpRequest, timeoutMs: number, ports: WorkloadPorts): Promise<void> {
  const { namespace, workloads } = request;
  await scaleUp(request, ports);
  await waitReady({ namespace, workloads: workloads.filter(({ wasReady }) => wasReady), timeoutMs }, ports);
  const others = workloads.filter(({ wasReady }) => !wasReady);
  try {
    await waitReady({ namespace, workloads: others, timeoutMs: Math.min(timeoutMs, lenientMs) }, ports);
  } catch (error) {
    if (!isFailure(error, 'failed', 'timeout')) throw error;
    ports.report({ type: 'step', words: `${error.message} Not waiting for it: ${error.hint ?? ''}` });
  }
}

/** During a rollback, an app that may have been broken all along is not waited for. */
export function withoutReady({ namespace, workloads }: RestoreJournal): ScaleUpRequest {
  return { namespace, workloads: workloads.map((each) => ({ ...each, wasReady: false })) };
}
