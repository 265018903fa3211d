import { Failure, isFailure } from '../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../kubernetes/cluster.ts';
import type { ConfigMap } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { journalName } from '../volsync/open-restore.ts';
import { readRestoreJournal, type RestoreJournal } from '../volsync/restore-journal.ts';
import { managedBy } from '../helper-pod/manifest.ts';
import { shellCommand } from '../shell-command.ts';

/** A ConfigMap with its journal, or the Failure that says why it could not be parsed. */
export interface FoundJournal {
  readonly map: ConfigMap;
  readonly journal: RestoreJournal | Failure;
}

const labelSelector = Object.entries({ ...managedBy, 'app.kubernetes.io/component': 'restore' })
  .map((pair) => pair.join('='))
  .join(',');

/** The journals of all unfinished restores in a namespace, or everywhere. */
export async function journalsIn(
  { namespace }: Pick<Scope, 'namespace'>,
  cluster: Pick<Cluster, 'list'>,
  signal: AbortSignal,
): Promise<readonly FoundJournal[]> {
  const maps = await cluster.list(resources.configMaps, { namespace, labelSelector }, signal);
  return maps.map((map) => ({ map, journal: readIn(map) }));
}

/** An app, and what is known about its volume. */
export interface JournalOwner {
  readonly namespace: string;
  readonly app: string;
  readonly claim?: string | undefined;
}

/**
 * The open journal of an app, else that of its volume, whichever app it belongs to; a journal that lost its labels is
 * found by name.
 */
export async function findJournal(
  owner: JournalOwner,
  cluster: Pick<Cluster, 'find' | 'list'>,
  signal: AbortSignal,
): Promise<FoundJournal | undefined> {
  const { namespace, app, claim } = owner;
  const [found] = journalsOf(await journalsIn({ namespace }, cluster, signal), owner);
  if (found !== undefined) return found;
  for (const name of namesFor({ app, claim })) {
    const map = await cluster.find(resources.configMaps, { namespace, name }, signal);
    if (map !== undefined) return { map, journal: readIn(map) };
  }
  return undefined;
}

/** The journals of an app, then those of its volume; one that could not be parsed is matched by name. */
export function journalsOf(
  all: readonly FoundJournal[],
  { namespace, app, claim }: JournalOwner,
): readonly FoundJournal[] {
  const here = all.filter(({ map }) => map.metadata.namespace === namespace);
  const isUnread = ({ map, journal }: FoundJournal) =>
    journal instanceof Failure && namesFor({ app, claim }).includes(map.metadata.name);
  const isOwn = ({ journal }: FoundJournal) => !(journal instanceof Failure) && journal.app === app;
  const isOfClaim = ({ journal }: FoundJournal) =>
    !(journal instanceof Failure) && journal.app !== app && journal.claim === claim;
  return [...here.filter(isOwn), ...here.filter(isUnread), ...here.filter(isOfClaim)];
}

/** Older versions named a journal after the app. */
function namesFor({ app, claim = app }: Pick<JournalOwner, 'app' | 'claim'>): readonly string[] {
  return [...new Set([claim, app].map(journalName))];
}

/** Parses the journal in a ConfigMap, which somebody may have edited. */
export function journalIn({ data }: ConfigMap, { namespace, name }: ObjectKey): RestoreJournal {
  try {
    const text = data?.['journal'];
    if (text === undefined) throw new Error('it has no key journal');
    const journal = readRestoreJournal(text);
    const names = [journal.claim, journal.app].map(journalName);
    if (journal.namespace === namespace && names.includes(name)) return journal;
    throw new Error('it is the journal of another app');
  } catch (cause) {
    throw new Failure('unknown', `The journal in ConfigMap ${namespace}/${name} cannot be parsed.`, {
      hint: [
        shellCommand`look at it and fix it: kubectl edit configmap ${name} -n ${namespace}`,
        shellCommand`once everything is restored by hand: kubectl delete configmap ${name} -n ${namespace}`,
      ],
      details: [(cause as Error).message],
      cause,
    });
  }
}

function readIn(map: ConfigMap): RestoreJournal | Failure {
  const { namespace = '', name } = map.metadata;
  try {
    return journalIn(map, { namespace, name });
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error;
  }
}
