import { isFailure, type Outcome } from '../../../../errors.ts';
import type { Cluster } from '../../../../kubernetes/cluster.ts';
import type { Deployment, VolumeSnapshot } from '../../../../kubernetes/objects.ts';
import { resources } from '../../../../volsync/resources.ts';
import type { RestoreJournal, StoppedWorkload } from '../../../../volsync/restore-journal.ts';
import { sourceStates, type SourceState } from './source-states.ts';
import { replicasOf, workloadKinds } from '../../../../workloads/workload-kinds.ts';

/** State of a workload that a restore has stopped and started again. */
export interface WorkloadState {
  readonly workload: StoppedWorkload;
  /**
   * `ready`: as many pods are ready as requested. `not-ready-as-before`: it was not ready before the restore either.
   * `stopped`: it has 0 replicas, and had more. `unknown`: it could not be read.
   */
  readonly state: 'ready' | 'not-ready' | 'not-ready-as-before' | 'stopped' | 'gone' | 'unknown';
  /** Its present replicas; undefined if it is gone or could not be read. */
  readonly replicas: number | undefined;
  /** It was deleted and recreated. */
  readonly isAnother: boolean;
}

/** Whether the safety VolumeSnapshot still exists; `other` if the safety copy is not a VolumeSnapshot. */
export type SafetyState = 'there' | 'gone' | 'unknown' | 'other';

/** The state at the end of a restore, which others may have changed while it ran. */
export interface Aftermath {
  readonly workloads: readonly WorkloadState[];
  readonly sources: readonly SourceState[];
  readonly safety: SafetyState;
  /** Not `ok` if the app does not run, or is not backed up, as before. */
  readonly outcome: Outcome;
}

/** For one read; Ctrl-C does not interrupt it. */
const lookMs = 15_000;

interface Ports {
  readonly cluster: Pick<Cluster, 'find'>;
}

/** Reads the state that a restore leaves, so that the report is accurate. */
export async function aftermathOf(journal: RestoreJournal, ports: Ports): Promise<Aftermath> {
  const [workloads, sources, safety] = await Promise.all([
    Promise.all(journal.workloads.map((workload) => stateOf(workload, journal.namespace, ports))),
    sourceStates(journal, ports, AbortSignal.timeout(lookMs)),
    safetyState(journal, ports, AbortSignal.timeout(lookMs)),
  ]);
  return { workloads, sources, safety, outcome: outcomeOf(workloads, sources) };
}

/** Whether the previous data is still in its VolumeSnapshot. */
export async function safetyState(
  { safety, namespace, claim }: Pick<RestoreJournal, 'safety' | 'namespace' | 'claim'>,
  { cluster }: Ports,
  signal: AbortSignal,
): Promise<SafetyState> {
  if (safety.kind !== 'snapshot') return 'other';
  const key = { namespace, name: safety.volumeSnapshot };
  try {
    const found = await cluster.find(resources.volumeSnapshots, key, signal);
    return found !== undefined && isKept(found, claim, safety.uid) ? 'there' : 'gone';
  } catch (error) {
    if (!isFailure(error)) throw error;
    // The whole kind is gone.
    return error.kind === 'not-found' ? 'gone' : 'unknown';
  }
}

function isKept({ metadata, spec }: VolumeSnapshot, claim: string, uid: string | undefined): boolean {
  if (metadata.deletionTimestamp !== undefined || spec?.source?.persistentVolumeClaimName !== claim) return false;
  return uid === undefined || metadata.uid === uid;
}

async function stateOf(workload: StoppedWorkload, namespace: string, { cluster }: Ports): Promise<WorkloadState> {
  const key = { namespace, name: workload.name };
  try {
    const live = await cluster.find(workloadKinds[workload.kind], key, AbortSignal.timeout(lookMs));
    if (live === undefined) return { workload, state: 'gone', replicas: undefined, isAnother: false };
    const isAnother = live.metadata.uid !== workload.uid;
    return { workload, state: stateFrom(workload, live), replicas: replicasOf(live), isAnother };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { workload, state: 'unknown', replicas: undefined, isAnother: false };
  }
}

function stateFrom({ replicas, wasReady }: StoppedWorkload, live: Deployment): WorkloadState['state'] {
  if (replicasOf(live) === 0) return replicas === 0 ? 'ready' : 'stopped';
  const wanted = Math.min(replicas, replicasOf(live));
  const { readyReplicas = 0, observedGeneration = 0 } = live.status ?? {};
  const isReady = readyReplicas >= wanted && observedGeneration >= (live.metadata.generation ?? 0);
  if (isReady) return 'ready';
  return wasReady ? 'not-ready' : 'not-ready-as-before';
}

/** Another schedule that somebody has set still counts as a schedule. */
const bad = ['gone', 'stopped', 'not-ready', 'parked', 'tagged', 'other-volume'];

function outcomeOf(workloads: Aftermath['workloads'], sources: Aftermath['sources']): Outcome {
  const states = [...workloads, ...sources].map(({ state }) => state);
  if (states.some((state) => bad.includes(state))) return 'failed';
  return states.includes('unknown') ? 'unknown' : 'ok';
}
