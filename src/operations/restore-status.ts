import { isFailure, type Failure } from '../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../kube/cluster.ts';
import type { ConfigMap } from '../kube/objects.ts';
import { resources } from '../kube/resources.ts';
import { makerIn, type Maker, type MakerFate } from '../maker.ts';
import { journalName } from '../volsync/open-restore.ts';
import type { RestoreJournal } from '../volsync/restore-journal.ts';
import { managedBy } from './helper-pod/manifest.ts';
import { journalIn } from './restore/in-place/journal-store.ts';

export interface RestoreStatusPorts {
  readonly cluster: Pick<Cluster, 'list'>;
  readonly signal: AbortSignal;
  now(): Date;
  fateOf(maker: Maker): MakerFate;
}

/** An in-place restore that is not over, and what has become of the volsyncctl that did it last. */
export interface OpenRestore {
  readonly journal: RestoreJournal;
  readonly holder: Maker | undefined;
  /** `running` only where it runs on this machine. */
  readonly fate: MakerFate;
}

/** A journal that is not understood: what its restore has stopped and holds is not known. */
export interface UnreadableJournal {
  /** Of its ConfigMap. */
  readonly namespace: string;
  readonly name: string;
  readonly failure: Failure;
}

export interface RestoreStatusReport {
  readonly time: Date;
  readonly restores: readonly OpenRestore[];
  readonly unreadable: readonly UnreadableJournal[];
}

/** The in-place restores that are not over, oldest first; of `apps` where they are named. */
export async function restoreStatus(
  { scope, apps }: { readonly scope: Scope; readonly apps: readonly ObjectKey[] | undefined },
  ports: RestoreStatusPorts,
): Promise<RestoreStatusReport> {
  const { cluster, signal } = ports;
  const labels = { ...managedBy, 'app.kubernetes.io/component': 'restore' };
  const labelSelector = Object.entries(labels)
    .map((pair) => pair.join('='))
    .join(',');
  const namespaces = apps === undefined ? [scope.namespace] : [...new Set(apps.map(({ namespace }) => namespace))];
  const lists = await Promise.all(
    namespaces.map((namespace) => cluster.list(resources.configMaps, { namespace, labelSelector }, signal)),
  );
  const isAsked = ({ metadata: { name, namespace } }: ConfigMap) =>
    apps?.some((app) => app.namespace === namespace && journalName(app.name) === name) ?? true;
  // What is not asked for need not be understood.
  const found = lists
    .flat()
    .filter(isAsked)
    .map((map) => read(map, ports));
  return {
    time: ports.now(),
    restores: found
      .filter((each) => 'journal' in each)
      .toSorted((a, b) => a.journal.startedAt.localeCompare(b.journal.startedAt)),
    unreadable: found.filter((each) => 'failure' in each),
  };
}

/** One that is not understood does not hide the others. */
function read(map: ConfigMap, ports: Pick<RestoreStatusPorts, 'fateOf'>): OpenRestore | UnreadableJournal {
  const { name, namespace = '', annotations } = map.metadata;
  const holder = makerIn(annotations);
  const fate = holder === undefined ? 'elsewhere' : ports.fateOf(holder);
  try {
    return { journal: journalIn(map, { namespace, name }), holder, fate };
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    return { namespace, name, failure };
  }
}
