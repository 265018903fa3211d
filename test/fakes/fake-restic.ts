import { rawText } from '../../src/foreign-text.ts';
import type { Container } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { FakeCluster } from './fake-cluster.ts';
import { runPods, World } from './helper-pod-world.ts';
import { secretOf } from './repository-answers.ts';

/** The output of one run of restic. */
export interface Said {
  readonly output?: readonly string[];
  readonly errors?: readonly string[];
  readonly exitCode?: number;
}

/** Answers a run of restic in the helper pod of an app; `args` are without the leading global flags. */
export type Restic = (app: string, args: readonly string[]) => Said;

/** A world with these apps, in whose helper pods `restic` runs immediately. `isCut` leaves only the end of each log. */
export function worldWith(sources: readonly ReplicationSource[], restic: Restic, isCut = false): World {
  const cluster = new FakeCluster().put(resources.replicationSources, ...sources);
  return new World(
    runPods(cluster, (container) => {
      const lines = logOf(container, restic);
      return isCut ? lines.slice(-3) : lines;
    }),
  );
}

/** The log of a container of `repositoryCommand`: step after step until one fails. */
function logOf(container: Container, restic: Restic): readonly string[] {
  const [mark = '', , , ...words] = container.command?.slice(4).map(rawText) ?? [];
  const app = secretOf(container).replace(/-volsync$/, '');
  const lines = [`${mark} address /repository/${app}`, `${mark} clock ${Date.parse('2026-11-23T15:24:00Z') / 1000}`];
  let failed = 0;
  while (words.length > 0 && failed === 0) {
    const [count, step] = words.splice(0, 3);
    const { output = [], errors = [], exitCode = 0 } = restic(app, words.splice(0, Number(count)).slice(2));
    lines.push(`${mark} begin ${step}`, ...output, `${mark} end ${step} ${exitCode}`, ...errors);
    failed = exitCode;
  }
  return [...lines, `${mark} over`];
}
