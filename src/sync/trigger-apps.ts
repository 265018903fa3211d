import pMap from 'p-map';
import { isFailure, worstOutcome } from '../errors.ts';
import type { ObjectKey, Scope } from '../kubernetes/cluster.ts';
import { resources } from '../volsync/resources.ts';
import { retainConflictsInFleet, sharedRepositoryText, sharersInFleet } from '../volsync/shared-repository.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { nothingFound } from '../sources/find-sources.ts';
import { triggerApp } from './trigger-app.ts';
import type { TriggerOptions, TriggerPorts } from './ports.ts';
import { ending, resultOf } from './trigger-ending.ts';
import type { TriggerReport, TriggerResult } from './trigger-result.ts';

/** Exactly `apps`, or if undefined, everything in `scope`. */
export interface TriggerTarget {
  readonly scope: Scope;
  readonly apps: readonly ObjectKey[] | undefined;
}

/**
 * Lets VolSync back up apps now, and waits for the proof: a sync that began after the request, a copy of the volume
 * that is not older than the request, and the snapshot's id in the mover's log. Throws only if no app could be found.
 */
export async function trigger(
  target: TriggerTarget,
  options: TriggerOptions,
  ports: TriggerPorts,
): Promise<TriggerReport> {
  const keys = target.apps ?? (await findApps(target.scope, ports));
  const warnings = await repositoryWarnings(keys, ports);
  const work = (key: ObjectKey) => oneApp(key, { ...options, warnings: warnings.get(nameOf(key)) }, ports);
  const apps = await pMap(keys, work, { concurrency: options.maxParallel });
  return { apps, outcome: worstOutcome(apps.map(({ outcome }) => outcome)), isDryRun: options.isDryRun };
}

/** An app whose turn has not come before an interruption is not started. */
async function oneApp(key: ObjectKey, options: TriggerOptions, ports: TriggerPorts): Promise<TriggerResult> {
  if (!ports.signal.aborted) return triggerApp(key, options, ports);
  return resultOf(key, ending('interrupted', undefined, 'interrupted before its turn'));
}

/** A backup of no apps at all must not look like a success: a script would continue. */
async function findApps(scope: Scope, { cluster, signal }: TriggerPorts): Promise<readonly ObjectKey[]> {
  const sources = await cluster.list(resources.replicationSources, scope, signal);
  if (sources.length === 0) throw nothingFound(scope);
  return sources.map(({ metadata: { name, namespace = '' } }) => ({ namespace, name }));
}

/**
 * Warnings about the other users of each app's repository, as far as the objects show them; obstacles are reported per
 * app.
 */
async function repositoryWarnings(
  keys: readonly ObjectKey[],
  { cluster, signal }: TriggerPorts,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (signal.aborted) return new Map();
  const namespaces = [...new Set(keys.map(({ namespace }) => namespace))];
  try {
    const lists = await Promise.all(
      namespaces.map((namespace) => cluster.list(resources.replicationSources, { namespace }, signal)),
    );
    const sources = lists.flat();
    const [sharers, conflicts] = [sharersInFleet(sources), retainConflictsInFleet(sources)];
    const said = (source: ReplicationSource) => {
      const apps = sharers.get(source);
      return [...(apps === undefined ? [] : [sharedRepositoryText(apps)]), ...(conflicts.get(source) ?? [])];
    };
    return new Map(
      sources.map((source) => [`${source.metadata.namespace ?? ''}/${source.metadata.name}`, said(source)]),
    );
  } catch (error) {
    if (!isFailure(error)) throw error;
    return new Map();
  }
}

function nameOf({ namespace, name }: ObjectKey): string {
  return `${namespace}/${name}`;
}
