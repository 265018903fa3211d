import { Failure } from '../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../kube/cluster.ts';
import { resources } from '../kube/resources.ts';
import { makerIn, type Maker, type MakerFate } from '../maker.ts';
import { claimState, type ClaimNow } from '../volsync/claim-identity.ts';
import type { RestoreJournal } from '../volsync/restore-journal.ts';
import { journalsIn, journalsOf, type FoundJournal } from './restore/in-place/find-journals.ts';
import { readable } from './status/readable.ts';

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
  /** The PVC of the journal's name as it is now; undefined where it may not be looked at. */
  readonly claim: ClaimNow | undefined;
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

/** The in-place restores that are not over, oldest first; where apps are named, those of their volumes. */
export async function restoreStatus(
  { scope, apps }: { readonly scope: Scope; readonly apps: readonly ObjectKey[] | undefined },
  ports: RestoreStatusPorts,
): Promise<RestoreStatusReport> {
  const namespaces = apps === undefined ? [scope.namespace] : [...new Set(apps.map(({ namespace }) => namespace))];
  const lists = await Promise.all(
    namespaces.map((namespace) => journalsIn({ namespace }, ports.cluster, ports.signal)),
  );
  // What is not asked for need not be understood.
  const found = apps === undefined ? lists.flat() : await ofApps(apps, lists.flat(), ports);
  const read = await withClaims(found, ports);
  return {
    time: ports.now(),
    restores: read
      .filter((each) => 'journal' in each)
      .toSorted((a, b) => a.journal.startedAt.localeCompare(b.journal.startedAt)),
    unreadable: read.filter((each) => 'failure' in each),
  };
}

/** An app may share its volume with the one whose restore is open; where sources may not be listed, that is not seen. */
async function ofApps(
  apps: readonly ObjectKey[],
  found: readonly FoundJournal[],
  { cluster, signal }: RestoreStatusPorts,
): Promise<readonly FoundJournal[]> {
  const namespaces = new Set(found.map(({ map }) => map.metadata.namespace ?? ''));
  const lists = await Promise.all(
    [...namespaces].map((namespace) => readable(cluster.list(resources.replicationSources, { namespace }, signal))),
  );
  const sources = lists.flatMap((list) => ('why' in list ? [] : list.value));
  const asked = apps.flatMap(({ namespace, name }) => {
    const source = sources.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
    return journalsOf(found, { namespace, app: name, claim: source?.spec?.sourcePVC });
  });
  return [...new Set(asked)];
}

async function withClaims(
  found: readonly FoundJournal[],
  ports: RestoreStatusPorts,
): Promise<readonly (OpenRestore | UnreadableJournal)[]> {
  const { cluster, signal } = ports;
  const namespaces = [...new Set(found.map(({ map }) => map.metadata.namespace ?? ''))];
  const claims = new Map(
    await Promise.all(
      namespaces.map(async (namespace) => {
        const list = await readable(cluster.list(resources.persistentVolumeClaims, { namespace }, signal));
        return [namespace, list] as const;
      }),
    ),
  );
  return found.map(({ map, journal }) => {
    const { name, namespace = '', annotations, creationTimestamp: openedAt } = map.metadata;
    if (journal instanceof Failure) return { namespace, name, failure: journal };
    const holder = makerIn(annotations);
    const fate = holder === undefined ? 'elsewhere' : ports.fateOf(holder);
    const list = claims.get(namespace);
    if (list === undefined || 'why' in list) return { journal, holder, fate, claim: undefined };
    const claim = list.value.find(({ metadata }) => metadata.name === journal.claim);
    return {
      journal,
      holder,
      fate,
      claim: { state: claimState(claim, { ...journal, openedAt }), uid: claim?.metadata.uid },
    };
  });
}
