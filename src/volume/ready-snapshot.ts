import { plainLine } from '../foreign-text.ts';
import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { VolumeSnapshot } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import type { TimedContext } from '../kubernetes/context.ts';
import { ViewReader } from '../kubernetes/view-reader.ts';

type ReadyPorts = TimedContext<'watch'>;

/** A driver's error may be temporary, because the driver retries. It is reported after this time. */
const errorPatienceMs = 10_000;

/** Waits for a VolumeSnapshot. It has no conditions, only `status.readyToUse`. */
export async function readySnapshot(
  { namespace, name }: ObjectKey,
  limitMs: number,
  ports: ReadyPorts,
): Promise<VolumeSnapshot> {
  const scope = { namespace, fieldSelector: `metadata.name=${name}` };
  await using views = new ViewReader([{ resource: resources.volumeSnapshots, scope }], ports);
  const wait = new Wait(limitMs, ports);
  for (;;) {
    const [snapshot] = (await views.next(wait.leftMs)).list(resources.volumeSnapshots);
    if (snapshot === undefined) {
      throw new Failure('failed', `VolumeSnapshot ${namespace}/${name} was deleted by somebody.`);
    }
    if (snapshot.status?.readyToUse === true) return snapshot;
    const error = snapshot.status?.error;
    if (wait.isOver(error !== undefined))
      throw notReady({ namespace, name }, error?.message && plainLine(error.message));
  }
}

/** Waits for something that may fail for a while. */
class Wait {
  readonly #ports: ReadyPorts;
  readonly #endsAt: number;
  #failingSince: number | undefined;

  constructor(limitMs: number, ports: ReadyPorts) {
    this.#ports = ports;
    this.#endsAt = ports.now().getTime() + limitMs;
  }

  get leftMs(): number {
    const told = this.#failingSince === undefined ? this.#endsAt : this.#failingSince + errorPatienceMs;
    return Math.max(0, Math.min(told, this.#endsAt) - this.#ports.now().getTime());
  }

  isOver(isFailing: boolean): boolean {
    this.#failingSince = isFailing ? (this.#failingSince ?? this.#ports.now().getTime()) : undefined;
    return this.leftMs === 0;
  }
}

function notReady({ namespace, name }: ObjectKey, why: string | undefined): Failure {
  const message = `VolumeSnapshot ${namespace}/${name} does not become ready`;
  return new Failure(
    why === undefined ? 'timeout' : 'failed',
    why === undefined ? `${message} in time.` : `${message}: the driver reports an error.`,
    {
      details: why === undefined ? [] : [why],
      hint: `look at the class, or choose another: --volume-snapshot-class; kubectl get volumesnapshotclasses`,
    },
  );
}
