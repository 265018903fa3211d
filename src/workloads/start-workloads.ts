import { isFailure } from '../errors.ts';
import type { RestoreJournal } from '../volsync/restore-journal.ts';
import type { WorkloadPorts } from './ports.ts';
import { scaleUp, type ScaleUpRequest } from './scale-up.ts';
import { waitReady } from './wait-ready.ts';

/** How long it is waited for what did not run before. */
const lenientMs = 60_000;

/**
 * Gives the workloads their replicas back and waits until they are ready. That one which was ready does not become so is a
 * Failure; one which was not is told.
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

/** On the way back to what was before nobody waits for an app that may have been broken all the time. */
export function withoutReady({ namespace, workloads }: RestoreJournal): ScaleUpRequest {
  return { namespace, workloads: workloads.map((each) => ({ ...each, wasReady: false })) };
}
