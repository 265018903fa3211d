import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../../errors.ts';
import type { Api } from '../requests/api.ts';
import { objectRequest, type ApiRequest } from '../requests/api-request.ts';
import type { LogRequest } from '../../cluster.ts';
import { linesOf } from '../../../lines.ts';
import { ReconnectPolicy } from '../requests/reconnect-policy.ts';
import { coreResources } from '../../resources.ts';
import { StatusError } from '../requests/status-error.ts';
import { shellCommand } from '../../../shell-command.ts';

/** A longer line is delivered in parts. */
const longestLine = 256 * 1024;

/** The lines of a container's log. A broken connection is resumed after the last line, as long as the log exists. */
export async function* readLog(
  api: Api,
  log: LogRequest,
  signal?: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const position = new LogPosition();
  const reconnect = new ReconnectPolicy();
  for (;;) {
    try {
      for await (const line of rawLines(api, log, position, signal)) {
        reconnect.renew();
        const told = position.pass(line);
        if (told !== undefined) yield log.timestamps === true ? line : told;
      }
      return;
    } catch (error) {
      if (signal?.aborted || !position.hasBegun || !reconnect.allows(error)) throw notYet(error, log);
      await sleep(reconnect.nextDelayMs(error), undefined, signal && { signal });
    }
  }
}

async function* rawLines(
  api: Api,
  log: LogRequest,
  position: LogPosition,
  signal?: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const response = await api.open(logRequest(log, position), signal);
  try {
    yield* linesOf(response, { longest: longestLine });
  } finally {
    response.destroy();
  }
}

function logRequest(log: LogRequest, position: LogPosition): ApiRequest {
  const { namespace, name, container, follow, tailLines, sinceSeconds } = log;
  const sinceTime = position.resume();
  const from = sinceTime === undefined ? { tailLines, sinceSeconds } : { sinceTime };
  const query = { container, follow, timestamps: true, ...from };
  return {
    ...objectRequest('GET', coreResources.pods, { namespace, name }, { query, subresource: 'log' }),
    accept: '*/*',
  };
}

/** A log that is not available although the pod exists: its container has not started, or has another name. */
function notYet(error: unknown, { namespace, name, container }: LogRequest): unknown {
  if (!(error instanceof StatusError && error.status === 400)) return error;
  const what =
    container === undefined ? `pod ${namespace}/${name}` : `container ${container} of pod ${namespace}/${name}`;
  return new Failure('not-found', `There is no log of ${what} yet: ${error.message}`, {
    hint: shellCommand`kubectl describe pod ${name} -n ${namespace}`,
    cause: error,
  });
}

const stampedLine = /^((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\S*) (.*)$/s;

/** How far a log has been read, by the time that the kubelet prepends to each line. */
class LogPosition {
  #stamp: string | undefined;
  #second = '';
  /** The lines of the last second and how often each occurred: a log can be resumed at a second, not at a line. */
  #seen = new Map<string, number>();
  /** Those that will be delivered again. */
  #expected = new Map<string, number>();

  get hasBegun(): boolean {
    return this.#stamp !== undefined;
  }

  /** The time to resume from; undefined at the beginning. */
  resume(): string | undefined {
    this.#expected = new Map(this.#seen);
    return this.#stamp;
  }

  /** The text of a line without its time; undefined for one that has been delivered before. */
  pass(line: string): string | undefined {
    const repeats = this.#expected.get(line) ?? 0;
    if (repeats > 0) {
      this.#expected.set(line, repeats - 1);
      return undefined;
    }
    const [, stamp, second = '', text = ''] = stampedLine.exec(line) ?? [];
    if (stamp === undefined) return line;
    if (second > this.#second) {
      this.#second = second;
      this.#stamp = stamp;
      this.#seen = new Map();
    }
    if (second === this.#second) this.#seen.set(line, (this.#seen.get(line) ?? 0) + 1);
    return text;
  }
}
