import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../errors.ts';
import type { Api } from '../requests/api.ts';
import { objectRequest, type ApiRequest } from '../requests/api-request.ts';
import type { LogRequest } from '../cluster.ts';
import { linesOf } from '../../lines.ts';
import { LogPosition } from './log-position.ts';
import { Patience } from '../requests/patience.ts';
import { resources } from '../resources.ts';
import { StatusError } from '../requests/status-error.ts';

/** A program that never ends its line is read in pieces. */
const longestLine = 256 * 1024;

/** The lines of a container's log. A connection that is cut goes on after the last line, as long as the log is there. */
export async function* readLog(
  api: Api,
  log: LogRequest,
  signal?: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const position = new LogPosition();
  const patience = new Patience();
  for (;;) {
    try {
      for await (const line of rawLines(api, log, position, signal)) {
        patience.renew();
        const told = position.pass(line);
        if (told !== undefined) yield log.timestamps === true ? line : told;
      }
      return;
    } catch (error) {
      if (signal?.aborted || !position.hasBegun || !patience.allows(error)) throw notYet(error, log);
      await sleep(patience.nextDelayMs(), undefined, signal && { signal });
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
  return { ...objectRequest('GET', resources.pods, { namespace, name }, { query, subresource: 'log' }), accept: '*/*' };
}

/** A log that cannot be had from a pod that is there: its container has not started, or has another name. */
function notYet(error: unknown, { namespace, name, container }: LogRequest): unknown {
  if (!(error instanceof StatusError && error.status === 400)) return error;
  const what =
    container === undefined ? `pod ${namespace}/${name}` : `container ${container} of pod ${namespace}/${name}`;
  return new Failure('not-found', `There is no log of ${what} yet: ${error.message}`, {
    hint: `kubectl describe pod ${name} -n ${namespace}`,
    cause: error,
  });
}
