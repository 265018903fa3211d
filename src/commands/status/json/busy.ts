import type { Outcome } from '../../../errors.ts';
import { objectName } from '../../../text/object-name.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import type { Busy } from '../judgement/busy.ts';

/** JSON document of `status --busy`; `willEnd` is null if it is not known. */
export function busyDocument({ objects, gaps, time }: Busy, outcome: Outcome, waitedMs: number | undefined) {
  return {
    schema: 'volsyncctl/busy/v1',
    outcome,
    time: rfc3339(time),
    waitedSeconds: waitedMs === undefined ? undefined : Math.round(waitedMs / 1000),
    busy: objects.map(({ since, willEnd, ...object }) => ({
      ...object,
      since: rfc3339(since),
      willEnd: willEnd ?? null,
    })),
    unknown: gaps,
  };
}

/** Output of `-o name`: the busy objects. */
export function busyNames({ objects }: Busy): readonly string[] {
  const hasNamespaces = new Set(objects.map(({ namespace }) => namespace)).size > 1;
  return objects.map((object) => objectName(`${object.kind.toLowerCase()}.volsync.backube`, object, hasNamespaces));
}
