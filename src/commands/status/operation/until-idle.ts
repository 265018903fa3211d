import { busyIn, outcomeOfBusy, type Busy } from '../judgement/busy.ts';
import { watchFleet, type WatchPorts } from './watch-fleet.ts';
import type { WatchRequest } from './watch-interests.ts';

/** How long nobody has to be at work: a sync that has ended may be followed by the next at once. */
const calmMs = 2000;
/** Without a change time moves on, and with it what is due. */
const tickMs = 1000;

/** Follows a fleet until nobody is at work, or to the deadline; tells whenever others are at work than before. */
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
    // What a server that is silent has shown last may be over, and something else may have begun.
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
