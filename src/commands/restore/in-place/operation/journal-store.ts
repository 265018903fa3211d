import { Failure, isFailure } from '../../../../errors.ts';
import type { Cluster, ObjectKey } from '../../../../kubernetes/cluster.ts';
import type { ConfigMap } from '../../../../kubernetes/objects.ts';
import { resources } from '../../../../volsync/resources.ts';
import { creatorAnnotations, creatorIn, type Creator } from '../../../../creator.ts';
import { journalName } from '../../../../volsync/open-restore.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import { runLabels } from '../../../../helper-pod/manifest.ts';
import type { HelperPodEvent } from '../../../../helper-pod/ports.ts';
import { findJournal, journalIn, type JournalOwner } from '../../../../sources/find-journals.ts';
import { whileAway } from '../../../../kubernetes/while-away.ts';
import { clearMarks, isMarked, markSources } from './journal-marks.ts';
import { endedElsewhere } from './lost-journal.ts';
import { shellCommand } from '../../../../shell-command.ts';

export interface JournalPorts {
  readonly cluster: Pick<Cluster, 'create' | 'find' | 'list' | 'patch' | 'delete'>;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  report?(event: HelperPodEvent): void;
}

/** The time limit of one call. It ignores the operator's signal: what has happened has to be recorded. */
const callMs = 30_000;

/**
 * The journal of a restore as this process last wrote it. Whoever writes it owns it: a process that has lost it fails.
 */
export class KeptJournal {
  readonly #ports: JournalPorts;
  #journal: RestoreJournal;
  /** The journal as stored in the cluster. */
  #text: string;
  #version: string;
  readonly #key: ObjectKey;
  /** The server's time at which it was created, RFC 3339. */
  readonly openedAt: string | undefined;
  #annotations: Readonly<Record<string, string>>;

  constructor(journal: RestoreJournal, { metadata, data }: ConfigMap, ports: JournalPorts) {
    const { namespace = '', name, resourceVersion = '', annotations = {} } = metadata;
    this.#key = { namespace, name };
    this.openedAt = metadata.creationTimestamp;
    this.#journal = journal;
    this.#text = data?.['journal'] ?? '';
    this.#version = resourceVersion;
    this.#annotations = annotations;
    this.#ports = ports;
  }

  /** The process that owns it, if it identifies itself. */
  get holder(): Creator | undefined {
    return creatorIn(this.#annotations);
  }

  /** Takes it over from a process that has ended: that process can no longer write. */
  async takeOver(holder: string, creator: Creator, change: Partial<RestoreJournal>): Promise<void> {
    this.#annotations = { ...this.#annotations, ...creatorAnnotations(creator) };
    await this.write({ ...change, holder });
    await this.mark();
  }

  /** Marks the sources of the volume, including those that were created or recreated since the restore began. */
  async mark(): Promise<void> {
    await whileAway(this.#ports, () => markSources({ journal: this.#journal, key: this.#key }, this.#ports, soon()));
  }

  get now(): RestoreJournal {
    return this.#journal;
  }

  /** Records a change, which may only be made afterwards. */
  async write(change: Partial<RestoreJournal>): Promise<void> {
    const next = { ...this.#journal, ...change };
    const text = JSON.stringify(next);
    await whileAway(this.#ports, async () => {
      this.#version = await this.#replace(text);
    });
    this.#journal = next;
    this.#text = text;
  }

  /** The restore is finished: its journal and marks are removed. */
  async close(): Promise<void> {
    await whileAway(this.#ports, () => clearMarks({ journal: this.#journal, key: this.#key }, this.#ports, soon()));
    await whileAway(this.#ports, () => this.#ports.cluster.delete(resources.configMaps, this.#key, {}, soon()));
  }

  /** If the answer of a patch was lost, the journal may already have the new text. */
  async #replace(text: string): Promise<string> {
    const { cluster } = this.#ports;
    const write = (resourceVersion: string) => {
      const patch = { metadata: { annotations: this.#annotations, resourceVersion }, data: { journal: text } };
      return cluster.patch(resources.configMaps, this.#key, patch, {}, soon());
    };
    try {
      return versionOf(await write(this.#version));
    } catch (error) {
      if (!isFailure(error, 'refused', 'not-found')) throw error;
      const found = await cluster.find(resources.configMaps, this.#key, soon());
      if (found?.data?.['journal'] === text) return versionOf(found);
      if (found === undefined) return versionOf(await this.#createAgain(text, error));
      if (found.data?.['journal'] !== this.#text) throw lost(this.#journal, error);
      // Somebody has changed another part of it, such as a label.
      return versionOf(await write(versionOf(found)));
    }
  }

  /** Somebody has deleted it while the restore continues: only this process still knows the progress. */
  async #createAgain(text: string, cause: unknown): Promise<ConfigMap> {
    const { cluster } = this.#ports;
    if (!(await isMarked({ journal: this.#journal, key: this.#key }, this.#ports, soon()))) {
      throw endedElsewhere(this.#journal, cause);
    }
    const labels = runLabels('restore', this.#journal.run);
    const metadata = { ...this.#key, labels, annotations: this.#annotations };
    try {
      const made = await cluster.create(resources.configMaps, { metadata, data: { journal: text } }, {}, soon());
      this.#ports.report?.({
        type: 'step',
        words: `the journal (ConfigMap ${this.#key.name}) was missing: created again`,
      });
      return made;
    } catch (error) {
      if (!isFailure(error, 'refused', 'forbidden')) throw error;
      throw endedElsewhere(this.#journal, error);
    }
  }
}

/**
 * Creates a journal; throws a Failure if a restore into that volume is unfinished. Its sources are marked so that all
 * commands see it.
 */
export async function openJournal(journal: RestoreJournal, ports: JournalPorts): Promise<KeptJournal> {
  const key = { namespace: journal.namespace, name: journalName(journal.claim) };
  const labels = runLabels('restore', journal.run);
  const data = { journal: JSON.stringify(journal) };
  try {
    const made = await ports.cluster.create(resources.configMaps, { metadata: { ...key, labels }, data }, {}, soon());
    const kept = new KeptJournal(journal, made, ports);
    await kept.mark();
    return kept;
  } catch (error) {
    const map = await ports.cluster.find(resources.configMaps, key, soon());
    if (map === undefined) throw error;
    const found = new KeptJournal(journalIn(map, key), map, ports);
    // It is ours, and its answer or a mark was lost; nothing else has happened yet.
    if (found.now.run === journal.run) await found.close();
    else throw alreadyOpen(found.now);
    throw error;
  }
}

/**
 * The open journal of an app, else that of its volume; undefined if there is none. Throws a Failure if it cannot be
 * parsed.
 */
export async function foundJournal(app: JournalOwner, ports: JournalPorts): Promise<KeptJournal | undefined> {
  const found = await findJournal(app, ports.cluster, soon());
  if (found === undefined) return undefined;
  if (found.journal instanceof Failure) throw found.journal;
  return new KeptJournal(found.journal, found.map, ports);
}

/**
 * The journal of a restore of which only the mark is left, to undo its changes. It is written when it is taken over.
 */
export function markedJournal(journal: RestoreJournal, name: string, ports: JournalPorts): KeptJournal {
  return new KeptJournal(journal, { metadata: { namespace: journal.namespace, name } }, ports);
}

/** Refuses to start with a volume that has an unfinished restore, whichever app it belongs to. */
export async function refuseOpenRestore(
  app: JournalOwner,
  { cluster }: { readonly cluster: Pick<Cluster, 'find' | 'list'> },
): Promise<void> {
  const found = await findJournal(app, cluster, soon());
  if (found === undefined) return;
  throw found.journal instanceof Failure ? found.journal : alreadyOpen(found.journal);
}

/** A restore into this volume is unfinished. */
function alreadyOpen({ namespace, app, claim, startedAt }: RestoreJournal): Failure {
  const what = `A restore of ${namespace}/${app} into PVC ${claim} that began at ${startedAt} is still open.`;
  return new Failure('refused', what, { hint: shellCommand`volsyncctl restore status ${app} -n ${namespace}` });
}

function lost({ namespace, app }: RestoreJournal, cause: unknown): Failure {
  const message = `Another process continues, or has finished, the restore of ${namespace}/${app}: this volsyncctl stops.`;
  return new Failure('refused', message, {
    hint: shellCommand`volsyncctl restore status ${app} -n ${namespace}`,
    cause,
  });
}

function versionOf({ metadata: { resourceVersion = '' } }: ConfigMap): string {
  return resourceVersion;
}

function soon(): AbortSignal {
  return AbortSignal.timeout(callMs);
}
