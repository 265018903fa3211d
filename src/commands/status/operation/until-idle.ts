import { busyIn, outcomeOfBusy, type Busy } from '../judgement/busy.ts';
import { watchFleet, type WatchPorts } from './watch-fleet.ts';
import type { WatchRequest } from './watch-interests.ts';

/** How long everything has to be idle: an ended sync may be followed by the next one immediately. */
const calmMs = 2000;
/** Even without a change time passes, and syncs become due. */
const tickMs = 1000;

/** Follows a fleet until it is idle, or until the deadline; reports each change of what is running. */
export async function untilIdle(
  request: WatchRequest,
  waitMs: number,
  ports: WatchPorts & { report(busy: Busy): void },
): Promise<{ readonly busy: Busy; readonly isLate: boolean }> {
  const endsAt = ports.now().getTime() + waitMs;
  let calmSince: number | undefined;
  let told = '';
  for await (const { fleet, silentSince } of watchFleet(request, ports, tickMs)) {
    const busy = busyIn(fleet);
    const now = ports.now().getTime();
    // If the server is silent, its last answer may be outdated: a sync may have ended or begun.
    const isCalm = busy.objects.length === 0 && silentSince === undefined;
    calmSince = isCalm ? (calmSince ?? now) : undefined;
    if (calmSince !== undefined && (now - calmSince >= calmMs || outcomeOfBusy(busy) === 'unknown')) {
      return { busy, isLate: false };
    }
    if (now >= endsAt) return { busy, isLate: true };
    const names = busy.objects
      .map(({ kind, namespace, name, what }) => [kind, namespace, name, what].join())
      .join('\n');
    if (names !== told) ports.report(busy);
    told = names;
  }
  throw new Error('a fleet is watched until the signal');
}
