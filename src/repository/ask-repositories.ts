import { plain } from '../foreign-text.ts';
import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { isFailure } from '../errors.ts';
import type { Pod } from '../kubernetes/objects.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import { withHelperPod } from '../helper-pod/with-helper-pod.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';
import { settledPod, type PodTimeouts, type SettledPod } from '../helper-pod/settled-pod.ts';
import { collectGarbage } from './collect-garbage.ts';
import { containerAnswer, type Answer } from './container-answer.ts';
import { failureOfCreation } from './creation-failure.ts';
import { keptAnswers, recalledAnswer, type AnswerStore } from './kept-answers.ts';
import { repositoryPods, type Question, type RepositoryPod } from './repository-pods.ts';

/** The number of pods that run at a time, and of logs that are read from one of them at a time. */
const parallelPods = 4;
const parallelLogs = 8;
/** Kubernetes ends the pod after this time if volsyncctl can no longer do it. */
const spareMs = 60_000;
/** The part of the time that is reserved for the pod's start and restic's final messages. */
const lastWordsMs = 10_000;

/**
 * Queries repositories through helper pods, one pod for many; a failure of one repository is its answer, not an
 * exception.
 */
export async function askRepositories(
  environments: readonly MoverEnvironment[],
  question: PatientQuestion,
  ports: HelperPodPorts,
): Promise<ReadonlyMap<MoverEnvironment, Answer>> {
  const mark = `volsyncctl-${randomBytes(8).toString('hex')}`;
  const { timeouts, onLine, store } = question;
  const askedOf = (environment: MoverEnvironment) => ({
    environment,
    steps: question.steps(environment),
    asksServer: question.asksServer,
  });
  const earlier = new Map(
    environments.flatMap((environment) => {
      const answer = recalledAnswer(askedOf(environment), store, ports.now());
      return answer === undefined ? [] : [[environment, answer] as const];
    }),
  );
  const open = environments.filter((environment) => !earlier.has(environment));
  const limits = {
    deadlineMs: timeouts.endMs + spareMs,
    limitMs: Math.max(timeouts.endMs - lastWordsMs, timeouts.endMs / 2),
  };
  const pods = repositoryPods(open, { ...question, ...limits }, mark);
  const onEnded = countingApps(open.length, ports);
  const ask = (pod: RepositoryPod) =>
    outcomeOf(async () => {
      const answers = await askPod(pod, { mark, timeouts, onLine, onEnded }, ports);
      const asked = answers.map(([environment, answer]) => ({ ...askedOf(environment), answer }));
      await store?.keep(keptAnswers(asked, ports.now()));
      if (pods.length > parallelPods) collectGarbage();
      return answers;
    });
  const answers = await pMap(pods, ask, { concurrency: parallelPods });
  for (const answer of answers) if ('error' in answer) throw answer.error;
  return new Map([...earlier, ...answers.flatMap((answer) => ('value' in answer ? answer.value : []))]);
}

/** Reports how many of several apps have an answer, from the counts of the individual pods. */
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

/** Every pod is waited for, even after Ctrl-C, so that nothing is left when the command ends. */
async function outcomeOf<T>(work: () => Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

/** A question, and how long to wait for its answer. */
export interface PatientQuestion extends Omit<Question, 'deadlineMs' | 'limitMs'> {
  readonly timeouts: PodTimeouts;
  /** Keeps the answers, and has those of an interrupted run. */
  readonly store?: AnswerStore | undefined;
  /** Called with each line of the log while it is written, for lines worth showing. */
  readonly onLine?: ((environment: MoverEnvironment, line: string) => void) | undefined;
}

interface Asking extends Pick<PatientQuestion, 'timeouts' | 'onLine'> {
  readonly mark: string;
  /** Called with the number of containers of a pod that have ended. */
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
      return pMap(all, async ([name, environment]) => [environment, await answer(name)] as const, {
        concurrency: parallelLogs,
      });
    });
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    const failure = failureOfCreation(error);
    return all.map(([, environment]) => [environment, { failure }]);
  } finally {
    asking.onEnded(pod, places.size);
  }
}

async function watched(
  made: Pod,
  { pod, asking }: { readonly pod: RepositoryPod; readonly asking: Asking },
  ports: HelperPodPorts,
): Promise<SettledPod> {
  const { timeouts, onLine, onEnded } = asking;
  const count = (seen: Pod) => onEnded(pod, endedContainers(seen));
  if (onLine === undefined) return settledPod(made, { ...timeouts, onSeen: count }, ports);
  await using lines = new LiveLines(ports, (container, line) => {
    const environment = pod.places.get(container);
    if (environment !== undefined) onLine(environment, line);
  });
  const onSeen = (seen: Pod) => {
    count(seen);
    lines.follow(seen);
  };
  return await settledPod(made, { ...timeouts, onSeen }, ports);
}

function endedContainers({ status }: Pod): number {
  return (status?.containerStatuses ?? []).filter(({ state }) => state?.terminated !== undefined).length;
}

/** Reads the logs of running containers, only to show their progress. */
class LiveLines {
  readonly #ports: Pick<HelperPodPorts, 'cluster' | 'signal'>;
  readonly #onLine: (container: string, line: string) => void;
  readonly #stop = new AbortController();
  readonly #reading = new Map<string, Promise<void>>();

  constructor(ports: Pick<HelperPodPorts, 'cluster' | 'signal'>, onLine: (container: string, line: string) => void) {
    this.#ports = ports;
    this.#onLine = onLine;
  }

  /** Starts reading the containers that have started since the last call. */
  follow({ metadata, status }: Pod): void {
    for (const { name, state } of status?.containerStatuses ?? []) {
      if (state?.running === undefined || this.#reading.has(name)) continue;
      this.#reading.set(name, this.#read(name, { namespace: metadata.namespace ?? '', name: metadata.name }));
    }
  }

  /** Returns when no log is being read any more. */
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
      // The answer is read when the container has ended; problems are reported then.
      if (!isFailure(error)) throw error;
    }
  }
}
