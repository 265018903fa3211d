import { plain } from '../foreign-text.ts';
import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { isFailure } from '../errors.ts';
import type { Pod } from '../kubernetes/objects.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import { withHelperPod } from '../helper-pod/with-helper-pod.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';
import { settledPod, type PodTimeouts, type SettledPod } from '../helper-pod/settled-pod.ts';
import { containerAnswer, type Answer } from './container-answer.ts';
import { failureOfCreation } from './creation-failure.ts';
import { repositoryPods, type Question, type RepositoryPod } from './repository-pods.ts';

/** Pods at work at a time, and logs read at a time from one of them. */
const parallelPods = 4;
const parallelLogs = 8;
/** Kubernetes ends a pod that volsyncctl can end no more. */
const spareMs = 60_000;
/** What restic leaves of the time to the pod's start and to its own last words. */
const lastWordsMs = 10_000;

/** Asks repositories through helper pods, one for many; what goes wrong with one is its answer, and no exception. */
export async function askRepositories(
  places: readonly MoverEnvironment[],
  question: PatientQuestion,
  ports: HelperPodPorts,
): Promise<ReadonlyMap<MoverEnvironment, Answer>> {
  const mark = `volsyncctl-${randomBytes(8).toString('hex')}`;
  const { patience, onLine } = question;
  const limits = {
    deadlineMs: patience.endMs + spareMs,
    limitMs: Math.max(patience.endMs - lastWordsMs, patience.endMs / 2),
  };
  const pods = repositoryPods(places, { ...question, ...limits }, mark);
  const onEnded = countingApps(places.length, ports);
  const ask = (pod: RepositoryPod) => outcomeOf(askPod(pod, { mark, patience, onLine, onEnded }, ports));
  const answers = await pMap(pods, ask, { concurrency: parallelPods });
  for (const answer of answers) if ('error' in answer) throw answer.error;
  return new Map(answers.flatMap((answer) => ('value' in answer ? answer.value : [])));
}

/** Tells of several apps how many have their answer, from what each pod says of its own. */
function countingApps(of: number, ports: HelperPodPorts): Asking['onEnded'] {
  const ended = new Map<RepositoryPod, number>();
  let told = 0;
  if (of > 1) ports.report({ type: 'apps', done: 0, of });
  return (pod, count) => {
    ended.set(pod, count);
    const done = [...ended.values()].reduce((sum, each) => sum + each, 0);
    if (of > 1 && done > told) ports.report({ type: 'apps', done, of });
    told = Math.max(told, done);
  };
}

/** Also after Ctrl-C every pod is waited for, so that nothing is left when the command ends. */
async function outcomeOf<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work };
  } catch (error) {
    return { error };
  }
}

/** A question, and how long its answer is waited for. */
export interface PatientQuestion extends Omit<Question, 'deadlineMs' | 'limitMs'> {
  readonly patience: PodTimeouts;
  /** Told each line of the log while it is written, where it is worth to be shown. */
  readonly onLine?: ((place: MoverEnvironment, line: string) => void) | undefined;
}

interface Asking extends Pick<PatientQuestion, 'patience' | 'onLine'> {
  readonly mark: string;
  /** Hears how many containers of a pod have ended. */
  readonly onEnded: (pod: RepositoryPod, count: number) => void;
}

async function askPod(
  pod: RepositoryPod,
  asking: Asking,
  ports: HelperPodPorts,
): Promise<readonly (readonly [MoverEnvironment, Answer])[]> {
  const { spec, places } = pod;
  const all = [...places];
  try {
    return await withHelperPod(spec, ports, async (made) => {
      const settled = await watched(made, { pod, asking }, ports);
      const answer = (container: string) => containerAnswer(container, settled, { ...asking, ports });
      return pMap(all, async ([name, place]) => [place, await answer(name)] as const, { concurrency: parallelLogs });
    });
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    const failure = failureOfCreation(error);
    return all.map(([, place]) => [place, { failure }]);
  } finally {
    asking.onEnded(pod, places.size);
  }
}

async function watched(
  made: Pod,
  { pod, asking }: { readonly pod: RepositoryPod; readonly asking: Asking },
  ports: HelperPodPorts,
): Promise<SettledPod> {
  const { patience, onLine, onEnded } = asking;
  const count = (seen: Pod) => onEnded(pod, endedContainers(seen));
  if (onLine === undefined) return settledPod(made, { ...patience, onSeen: count }, ports);
  await using lines = new LiveLines(ports, (container, line) => {
    const place = pod.places.get(container);
    if (place !== undefined) onLine(place, line);
  });
  const onSeen = (seen: Pod) => {
    count(seen);
    lines.follow(seen);
  };
  return await settledPod(made, { ...patience, onSeen }, ports);
}

function endedContainers({ status }: Pod): number {
  return (status?.containerStatuses ?? []).filter(({ state }) => state?.terminated !== undefined).length;
}

/** Reads the logs of a pod's containers while they are at work: to show how far they are, and for no other purpose. */
class LiveLines {
  readonly #ports: Pick<HelperPodPorts, 'cluster' | 'signal'>;
  readonly #onLine: (container: string, line: string) => void;
  readonly #stop = new AbortController();
  readonly #reading = new Map<string, Promise<void>>();

  constructor(ports: Pick<HelperPodPorts, 'cluster' | 'signal'>, onLine: (container: string, line: string) => void) {
    this.#ports = ports;
    this.#onLine = onLine;
  }

  /** Begins to read what has started since the last look. */
  follow({ metadata, status }: Pod): void {
    for (const { name, state } of status?.containerStatuses ?? []) {
      if (state?.running === undefined || this.#reading.has(name)) continue;
      this.#reading.set(name, this.#read(name, { namespace: metadata.namespace ?? '', name: metadata.name }));
    }
  }

  /** When it returns, nothing is read any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#reading.values());
  }

  async #read(container: string, pod: { readonly namespace: string; readonly name: string }): Promise<void> {
    const signal = AbortSignal.any([this.#ports.signal, this.#stop.signal]);
    try {
      for await (const line of this.#ports.cluster.logs({ ...pod, container, follow: true }, signal)) {
        this.#onLine(container, plain(line));
      }
    } catch (error) {
      // The answer is read when the container has ended; whatever is wrong is told then.
      if (!isFailure(error)) throw error;
    }
  }
}
