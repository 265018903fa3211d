import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import { resources } from '../../../volsync/resources.ts';
import type { BootstrapFacts } from '../../../volsync/bootstrap-facts.ts';
import { volumeState } from '../../../volsync/bootstrap-volume.ts';
import { lastSyncOf } from '../../../volsync/last-sync.ts';
import type { MoverObservation } from '../../../volsync/mover-observation.ts';
import type { Interest, LiveView } from '../../../kubernetes/live-view.ts';
import { madeByVolSync } from '../../../volsync/mover-names.ts';
import { ViewReader } from '../../../kubernetes/view-reader.ts';
import type { RememberedCauses } from '../../../mover/inspect-ports.ts';
import type { WaitEnd, WaitEvent } from './check-result.ts';
import { connectFacts } from './connect-facts.ts';
import type { FactPorts } from './read-facts.ts';

export type WaitPorts = FactPorts &
  TimedContext<'watch'> & {
    readonly tellWait: (event: WaitEvent) => void;
  };

export interface WaitOptions {
  readonly timeoutMs: number;
  /** Also waits for the first backup, not only for the volume. */
  readonly hasBackup: boolean;
}

/**
 * Watches until every app has its volume and first backup, or can no longer get them. This is no verdict: the
 * repository has not been read yet.
 */
export async function waitForApps(
  keys: readonly ObjectKey[],
  options: WaitOptions,
  ports: WaitPorts,
): Promise<ReadonlyMap<string, WaitEnd>> {
  const begunAt = ports.now().getTime();
  const causes: RememberedCauses = new Map();
  await using views = new ViewReader(interests(keys), ports);
  const ends = new Map<string, WaitEnd>();
  const told = new Map<string, string>();
  for (;;) {
    const waitedMs = ports.now().getTime() - begunAt;
    const view = await views.next(Math.max(0, options.timeoutMs - waitedMs));
    const open = keys.filter((key) => !ends.has(idOf(key)));
    const facts = await factsIn(view, open, { ...ports, causes });
    const now = ports.now().getTime() - begunAt;
    for (const key of open) {
      const step = nextStep(facts.get(idOf(key)), options);
      if (step.kind !== 'waiting') ends.set(idOf(key), { ...step, kind: step.kind, waitedMs: now });
      else if (now >= options.timeoutMs) ends.set(idOf(key), { ...step, kind: 'timeout', waitedMs: now });
      else tell(key, step.message, told, ports);
    }
    if (ends.size === keys.length) return ends;
  }
}

/** The name of an app, for maps. */
export function idOf({ namespace, name }: ObjectKey): string {
  return `${namespace}/${name}`;
}

function interests(keys: readonly ObjectKey[]): readonly Interest[] {
  const made = [resources.jobs, resources.pods];
  const own = [resources.replicationSources, resources.replicationDestinations, resources.persistentVolumeClaims];
  return [...new Set(keys.map(({ namespace }) => namespace))].flatMap((namespace) => [
    ...own.map((resource) => ({ resource, scope: { namespace } })),
    ...made.map((resource) => ({ resource, scope: { namespace, labelSelector: madeByVolSync } })),
  ]);
}

async function factsIn(
  view: LiveView,
  keys: readonly ObjectKey[],
  ports: WaitPorts,
): Promise<ReadonlyMap<string, BootstrapFacts>> {
  const wanted = new Set(keys.map(idOf));
  const sources = view
    .list(resources.replicationSources)
    .filter(({ metadata }) => wanted.has(`${metadata.namespace ?? ''}/${metadata.name}`));
  const objects = {
    claims: { value: view.list(resources.persistentVolumeClaims) },
    destinations: { value: view.list(resources.replicationDestinations) },
    // What filled a volume is irrelevant while waiting for it.
    persistentVolumes: { value: [] },
    jobs: { value: view.list(resources.jobs) },
    pods: { value: view.list(resources.pods) },
    events: [],
    secrets: new Map<string, boolean>(),
  };
  const facts = await connectFacts(sources, objects, ports);
  return new Map(facts.map((one) => [`${one.source.metadata.namespace ?? ''}/${one.source.metadata.name}`, one]));
}

interface Step {
  readonly kind: 'waiting' | 'reached' | 'hopeless';
  readonly message: string;
}

/** What an app still has to reach. */
function nextStep(facts: BootstrapFacts | undefined, { hasBackup }: WaitOptions): Step {
  if (facts === undefined) return { kind: 'waiting', message: 'waiting for its ReplicationSource' };
  const volume = volumeState(facts);
  if (volume.kind === 'absent') return { kind: 'waiting', message: `waiting for the PVC ${volume.name ?? ''}` };
  if (volume.kind === 'pending') {
    const [words] = volume.link.details;
    const message = `waiting for the volume: ${volume.link.message}${words === undefined ? '' : ` (${words})`}`;
    return { kind: isHopeless(facts.restore) ? 'hopeless' : 'waiting', message };
  }
  if (!hasBackup || lastSyncOf(facts.source).kind === 'backup') return { kind: 'reached', message: '' };
  return firstBackup(facts);
}

function firstBackup({ source, backup }: BootstrapFacts): Step {
  if (isHopeless(backup)) {
    return { kind: 'hopeless', message: `the first backup fails: ${backup.cause?.message ?? ''}` };
  }
  const isEmpty = lastSyncOf(source).kind === 'empty';
  const empty = isEmpty ? ': the last sync found an empty volume' : '';
  return { kind: 'waiting', message: `waiting for the first backup${empty}` };
}

function isHopeless(sight: MoverObservation): sight is Extract<MoverObservation, { readonly kind: 'failing' }> {
  return sight.kind === 'failing' && sight.cause?.canHeal === false;
}

function tell(app: ObjectKey, message: string, told: Map<string, string>, ports: WaitPorts): void {
  if (told.get(idOf(app)) === message) return;
  told.set(idOf(app), message);
  ports.tellWait({ app, message });
}
