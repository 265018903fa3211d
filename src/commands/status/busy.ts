import { exitCodes, type Outcome } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { styleFor } from '../../cli/color.ts';
import { timedContextOf } from '../../cli/context.ts';
import type { Io } from '../../cli/io.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { present } from '../../cli/output.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { busyDocument, busyNames } from './json/busy.ts';
import { busyIn, outcomeOfBusy, type Busy } from './judgement/busy.ts';
import { fleetOf, fleetStatus, namedStatus } from './operation/status.ts';
import { untilIdle } from './operation/until-idle.ts';
import { busyText, renderBusy } from './text/busy.ts';

/**
 * Shows running syncs and restores, with `waitMs` after none is running any more or that time is up, and returns the
 * exit code.
 */
export async function showBusy(
  io: Io,
  cluster: Cluster,
  target: SelectedApps,
  options: GlobalOptions & { readonly waitMs: number | undefined },
): Promise<number> {
  const { waitMs, output, color } = options;
  const begunAt = io.now().getTime();
  const { busy, isLate } =
    waitMs === undefined
      ? { busy: await busyNow(io, cluster, target), isLate: false }
      : await waited(io, cluster, { target, waitMs });
  const outcome: Outcome = isLate ? 'timeout' : outcomeOfBusy(busy);
  const waitedMs = waitMs === undefined ? undefined : io.now().getTime() - begunAt;
  await present(io, output, {
    document: busyDocument(busy, outcome, waitedMs),
    names: busyNames(busy),
    isPassed: outcome === 'ok',
    text: () => renderBusy(busy, styleFor(io, io.stdout, color)),
  });
  return exitCodes[outcome];
}

async function busyNow(io: Io, cluster: Cluster, { scope, apps }: SelectedApps): Promise<Busy> {
  const ports = { cluster, signal: io.signal, now: () => cluster.serverTime(io.now()) };
  if (apps === undefined) return busyIn(await fleetStatus(scope, ports));
  const named = await namedStatus(apps, ports);
  if (named.failures[0] !== undefined) throw named.failures[0];
  return busyIn(fleetOf(named));
}

async function waited(
  io: Io,
  cluster: Cluster,
  { target, waitMs }: { readonly target: SelectedApps; readonly waitMs: number },
) {
  // A name that does not exist is reported before waiting.
  if (target.apps !== undefined) await busyNow(io, cluster, target);
  return untilIdle(target, waitMs, {
    ...timedContextOf(io, cluster),
    report: ({ objects, time }) => {
      for (const object of objects) io.stderr.write(`► waiting: ${busyText(object, time)}\n`);
    },
  });
}
