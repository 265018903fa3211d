import { Failure, isFailure } from '../../../errors.ts';
import type { Cluster, ObjectKey } from '../../../kube/cluster.ts';
import type { ConfigMap } from '../../../kube/objects.ts';
import { resources } from '../../../kube/resources.ts';
import { makerAnnotations, makerIn, type Maker } from '../../../maker.ts';
import { journalName, openRestoreAnnotation } from '../../../volsync/open-restore.ts';
import { readRestoreJournal, type RestoreJournal } from '../../../volsync/restore-journal.ts';
import { runLabels } from '../../helper-pod/manifest.ts';

export interface JournalPorts {
  readonly cluster: Pick<Cluster, 'create' | 'find' | 'patch' | 'delete'>;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** How long one call may take. The operator's signal does not end it: what has happened has to be written down. */
const callMs = 30_000;
/** How long a server that is away is waited for. */
const awayMs = 120_000;
const retryMs = 2000;

/** The journal of a restore as this process last wrote it. Whoever writes it has it: a process that lost it fails. */
export class KeptJournal {
  readonly #ports: JournalPorts;
  #journal: RestoreJournal;
  /** It, as it stands in the cluster. */
  #text: string;
  #version: string;
  #annotations: Readonly<Record<string, string>>;

  constructor(journal: RestoreJournal, { metadata, data }: ConfigMap, ports: JournalPorts) {
    const { resourceVersion = '', annotations = {} } = metadata;
    this.#journal = journal;
    this.#text = data?.['journal'] ?? '';
    this.#version = resourceVersion;
    this.#annotations = annotations;
    this.#ports = ports;
  }

  /** The process that has it, as far as it says so. */
  get holder(): Maker | undefined {
    return makerIn(this.#annotations);
  }

  /** Takes it over from a process that has ended: whoever it was, it can no longer write. */
  async takeOver(holder: string, maker: Maker, change: Partial<RestoreJournal>): Promise<void> {
    this.#annotations = { ...this.#annotations, ...makerAnnotations(maker) };
    await this.write({ ...change, holder });
  }

  get now(): RestoreJournal {
    return this.#journal;
  }

  /** Writes a change down. Only then may it be made. */
  async write(change: Partial<RestoreJournal>): Promise<void> {
    const next = { ...this.#journal, ...change };
    const text = JSON.stringify(next);
    await whileAway(this.#ports, async () => {
      this.#version = await this.#replace(text);
    });
    this.#journal = next;
    this.#text = text;
  }

  /** The restore is over: nobody has to know of it any more. */
  async close(): Promise<void> {
    await whileAway(this.#ports, () => markSource(this.#journal, null, this.#ports));
    await whileAway(this.#ports, () =>
      this.#ports.cluster.delete(resources.configMaps, keyOf(this.#journal), {}, soon()),
    );
  }

  /** The answer of a patch may have been lost: then the journal already reads as it should. */
  async #replace(text: string): Promise<string> {
    const { cluster } = this.#ports;
    const write = (resourceVersion: string) => {
      const patch = { metadata: { annotations: this.#annotations, resourceVersion }, data: { journal: text } };
      return cluster.patch(resources.configMaps, keyOf(this.#journal), patch, {}, soon());
    };
    try {
      return versionOf(await write(this.#version));
    } catch (error) {
      if (!isFailure(error, 'refused', 'not-found')) throw error;
      const found = await cluster.find(resources.configMaps, keyOf(this.#journal), soon());
      if (found?.data?.['journal'] === text) return versionOf(found);
      if (found === undefined || found.data?.['journal'] !== this.#text) throw lost(this.#journal, error);
      // Somebody has changed something else of it, such as a label.
      return versionOf(await write(versionOf(found)));
    }
  }
}

/** Begins a journal; a Failure where a restore of the app is open. The source is marked so that all commands see it. */
export async function openJournal(journal: RestoreJournal, ports: JournalPorts): Promise<KeptJournal> {
  const { namespace, name } = keyOf(journal);
  const labels = runLabels('restore', journal.run);
  const data = { journal: JSON.stringify(journal) };
  try {
    const made = await ports.cluster.create(
      resources.configMaps,
      { metadata: { namespace, name, labels }, data },
      {},
      soon(),
    );
    await markSource(journal, name, ports);
    return new KeptJournal(journal, made, ports);
  } catch (error) {
    const found = await foundJournal(journal, ports);
    if (found?.now.run === journal.run) {
      // It is ours, and its answer or the mark was lost; nothing else has happened yet.
      await found.close();
    } else if (found !== undefined) throw alreadyOpen(found.now);
    throw error;
  }
}

/** The open journal of an app; undefined where there is none. A Failure where it cannot be understood. */
export async function foundJournal(
  app: Pick<RestoreJournal, 'namespace' | 'app'>,
  ports: JournalPorts,
): Promise<KeptJournal | undefined> {
  const key = keyOf(app);
  const found = await ports.cluster.find(resources.configMaps, key, soon());
  if (found === undefined) return undefined;
  return new KeptJournal(journalIn(found, key), found, ports);
}

/** Reads the journal in a ConfigMap, which somebody may have changed. */
export function journalIn({ data }: ConfigMap, { namespace, name }: ObjectKey): RestoreJournal {
  try {
    const text = data?.['journal'];
    if (text === undefined) throw new Error('it has no key journal');
    const journal = readRestoreJournal(text);
    if (journal.namespace === namespace && journalName(journal.app) === name) return journal;
    throw new Error('it is the journal of another app');
  } catch (cause) {
    throw new Failure('unknown', `The journal in ConfigMap ${namespace}/${name} is not understood.`, {
      hint: [
        `look, and mend it: kubectl edit configmap ${name} -n ${namespace}`,
        `once all is given back by hand: kubectl delete configmap ${name} -n ${namespace}`,
      ].join('\n'),
      details: [(cause as Error).message],
      cause,
    });
  }
}

/** A restore of this app has not come to its end. */
export function alreadyOpen({ namespace, app, startedAt }: RestoreJournal): Failure {
  return new Failure('refused', `A restore of ${namespace}/${app} that began at ${startedAt} is still open.`, {
    hint: `volsyncctl restore status ${app} -n ${namespace}`,
  });
}

/** Takes the mark off a source whose journal is gone; tells whether there was one. */
export async function clearMark(app: ObjectKey, ports: JournalPorts): Promise<boolean> {
  const source = await ports.cluster.find(resources.replicationSources, app, soon());
  if (source?.metadata.annotations?.[openRestoreAnnotation] === undefined) return false;
  await markSource({ namespace: app.namespace, app: app.name }, null, ports);
  return true;
}

/** A source that is gone needs no mark. */
async function markSource(
  { namespace, app }: Pick<RestoreJournal, 'namespace' | 'app'>,
  mark: string | null,
  { cluster }: JournalPorts,
): Promise<void> {
  const patch = { metadata: { annotations: { [openRestoreAnnotation]: mark } } };
  try {
    await cluster.patch(resources.replicationSources, { namespace, name: app }, patch, {}, soon());
  } catch (error) {
    if (mark !== null || !isFailure(error, 'not-found')) throw error;
  }
}

/** Does again what may be done twice, for as long as the API server is away. */
export async function whileAway<T>(
  { sleep }: Pick<JournalPorts, 'sleep'>,
  call: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let leftMs = awayMs; ; leftMs -= retryMs) {
    try {
      return await call();
    } catch (error) {
      if (!mayPass(error, signal) || leftMs <= 0) throw error;
      await sleep(retryMs, signal);
    }
  }
}

/** Without the operator's signal an interruption is the end of a call's own time. */
function mayPass(error: unknown, signal: AbortSignal | undefined): boolean {
  if (signal === undefined) return isFailure(error, 'unreachable', 'interrupted');
  return isFailure(error, 'unreachable') && !signal.aborted;
}

function lost({ namespace, app }: RestoreJournal, cause: unknown): Failure {
  const message = `Somebody else carries on, or has ended, the restore of ${namespace}/${app}: this volsyncctl stops.`;
  return new Failure('refused', message, { hint: `volsyncctl restore status ${app} -n ${namespace}`, cause });
}

function keyOf({ namespace, app }: Pick<RestoreJournal, 'namespace' | 'app'>): ObjectKey {
  return { namespace, name: journalName(app) };
}

function versionOf({ metadata: { resourceVersion = '' } }: ConfigMap): string {
  return resourceVersion;
}

function soon(): AbortSignal {
  return AbortSignal.timeout(callMs);
}
