import { exitCodes, type Failure, isFailure } from '../../errors.ts';
import { styleFor } from '../../cli/color.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import type { Io } from '../../cli/io.ts';
import { type Overview, overviewOf } from './operation/overview.ts';
import { type CommandGroups, renderOverview } from './text/overview.ts';

/** How long a page is waited for. */
const requestLimitMs = 3000;

/** Shows the first page. It is not a check: without a cluster it is shown too, with the reason. */
export async function showOverview(io: Io, options: GlobalOptions, groups: CommandGroups): Promise<number> {
  const overview = await lookAt(io, { ...options, requestTimeoutMs: options.requestTimeoutMs ?? requestLimitMs });
  const { stdout, programName } = io;
  const view = { style: styleFor(io, stdout, options.color), programName, columns: stdout.columns };
  stdout.write(renderOverview(overview, groups, view));
  return exitCodes.ok;
}

async function lookAt(io: Io, options: GlobalOptions): Promise<Overview | Failure> {
  try {
    const cluster = await io.connect(options);
    return await overviewOf(options.namespace === '' ? undefined : options.namespace, {
      cluster,
      signal: io.signal,
      now: () => cluster.serverTime(io.now()),
    });
  } catch (error) {
    if (isFailure(error) && error.kind !== 'interrupted') return error;
    throw error;
  }
}
