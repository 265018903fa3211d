import { plain, plainLine } from '../../../foreign-text.ts';
import type { KubeEvent } from '../../../kubernetes/objects.ts';
import { eventCount, eventTime } from '../../../volsync/event-time.ts';
import { isRelated } from '../../../volsync/related-objects.ts';
import { dateOf } from '../../../volsync/sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import type { AppWarning } from '../operation/app-status.ts';
import type { Allowed } from '../../../kubernetes/allowed.ts';

/** The Warning events about an app and the objects created for it, oldest first; the objects may no longer exist. */
export function warningsAbout(
  {
    source,
    destinations,
  }: { readonly source: ReplicationSource | undefined; readonly destinations: readonly ReplicationDestination[] },
  events: Allowed<readonly KubeEvent[]>,
): Allowed<readonly AppWarning[]> {
  if ('why' in events) return events;
  const isAboutApp = ({ regarding }: KubeEvent) => {
    const named = { kind: regarding?.kind ?? '', name: regarding?.name ?? '' };
    return (
      (source !== undefined && isRelated(source, 'ReplicationSource', named)) ||
      destinations.some((owner) => isRelated(owner, 'ReplicationDestination', named))
    );
  };
  const warnings = events.value.filter((event) => event.type !== 'Normal' && isAboutApp(event)).map(warningOf);
  return { value: grouped(warnings.toSorted((a, b) => (a.time?.getTime() ?? 0) - (b.time?.getTime() ?? 0))) };
}

/** The same warning repeats for each attempt, about another pod or as another event: the newest one represents all. */
function grouped(oldestFirst: readonly AppWarning[]): readonly AppWarning[] {
  const groups = new Map<string, AppWarning>();
  for (const warning of oldestFirst) {
    const key = `${warning.kind} ${warning.reason}`;
    const count = warning.count + (groups.get(key)?.count ?? 0);
    groups.delete(key); // so that it is last
    groups.set(key, { ...warning, count });
  }
  return [...groups.values()];
}

function warningOf(event: KubeEvent): AppWarning {
  return {
    time: dateOf(eventTime(event)),
    kind: event.regarding?.kind ?? '',
    name: event.regarding?.name ?? '',
    reason: plainLine(event.reason ?? ''),
    note: plain(event.note ?? ''),
    count: eventCount(event),
  };
}
