import { Failure } from '../../../errors.ts';
import { plainLine } from '../../../foreign-text.ts';
import { resources } from '../../../volsync/resources.ts';
import type { AfterCommand } from '../../../volsync/quiesce-journal.ts';
import type { QuiescePlan } from './plan.ts';
import type { QuiescePorts } from './ports.ts';
import type { Quieting } from './quieting.ts';
import { shellCommand } from '../../../shell-command.ts';

/** Runs a command in a pod before the tag is set, and another one after the copy was made. */
export class ExecQuieting implements Quieting {
  readonly #namespace: string;
  readonly #exec: NonNullable<QuiescePlan['exec']>;
  readonly #after: AfterCommand | null;
  readonly #ports: QuiescePorts;
  #quietSince: Date | undefined;
  #isDone = true;

  constructor({ app, exec, journal }: QuiescePlan, ports: QuiescePorts) {
    if (exec === undefined) throw new Error('no command is planned');
    this.#namespace = app.namespace;
    this.#exec = exec;
    this.#after = journal.after;
    this.#ports = ports;
  }

  /** Without a second command, it is unknown how long the app was quiet. */
  get quietSince(): Date | undefined {
    return this.#after === null ? undefined : this.#quietSince;
  }

  /** The effect of the command is unknown. */
  readonly disturbance = undefined;

  async quiet(signal: AbortSignal): Promise<void> {
    const { pod, container, command } = this.#exec;
    this.#quietSince = this.#ports.now();
    this.#isDone = false;
    const place = { namespace: this.#namespace, name: pod, container };
    const exitCode = await run(place, command, this.#ports, signal);
    if (exitCode === 0) return;
    const message = `${command[0] ?? ''} in pod ${pod} ended with exit code ${exitCode}: nothing was backed up.`;
    throw new Failure('refused', message, {
      hint: shellCommand`try it: kubectl exec ${pod} -n ${this.#namespace} -c ${container} -- ${command[0] ?? ''}`,
    });
  }

  async cut(): Promise<void> {
    await Promise.resolve();
  }

  async release(signal: AbortSignal): Promise<void> {
    if (this.#after !== null && !this.#isDone) await runAfter(this.#namespace, this.#after, this.#ports, signal);
    this.#isDone = true;
  }

  async ready(): Promise<void> {
    await Promise.resolve();
  }
}

/** Runs the command of `--exec-after`. If the pod is gone or was replaced, there is nothing left to release. */
export async function runAfter(
  namespace: string,
  { pod, uid, container, command }: AfterCommand,
  ports: QuiescePorts,
  signal: AbortSignal,
): Promise<void> {
  const live = await ports.cluster.find(resources.pods, { namespace, name: pod }, signal);
  if (live?.metadata.uid !== uid) {
    ports.report({ type: 'step', words: `pod ${pod} is gone: the command of --exec-after was not run` });
    return;
  }
  const exitCode = await run({ namespace, name: pod, container }, ['sh', '-c', command], ports, signal);
  if (exitCode === 0) return;
  throw new Failure(
    'failed',
    `The command of --exec-after in pod ${namespace}/${pod} ended with exit code ${exitCode}.`,
  );
}

interface Place {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
}

/** Its output is shown as progress lines. */
async function run(
  place: Place,
  command: readonly string[],
  ports: QuiescePorts,
  signal: AbortSignal,
): Promise<number> {
  const decoder = new TextDecoder();
  let rest = '';
  const tell = (line: string) => ports.report({ type: 'step', words: `${place.name}│ ${plainLine(line)}` });
  for await (const event of ports.cluster.exec({ ...place, command }, signal)) {
    if (event.type === 'ended') {
      if (rest !== '') tell(rest);
      return event.exitCode;
    }
    const lines = (rest + decoder.decode(event.bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(tell);
  }
  throw new Failure('unreachable', `The command in pod ${place.namespace}/${place.name} was cut off before its end.`);
}
