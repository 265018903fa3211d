import type { Outcome } from '../../../errors.ts';
import { contextsListed, examined, type ContextRun } from '../../../text/context-runs.ts';
import type { FleetStatus } from '../judgement/fleet.ts';
import type { NamedStatus } from '../operation/status.ts';
import { namedDocument } from './app.ts';
import { statusDocument } from './fleet.ts';

/** The parts of a run that the documents contain; `outcomeOf` is undefined without a check. */
export interface StatusRuns<T> {
  readonly runs: readonly ContextRun<T>[];
  readonly time: Date;
  readonly outcomeOf: (result: T) => Outcome | undefined;
}

/** JSON document of the fleets of several contexts: each item with its context, counts over all contexts. */
export function statusInContexts<T extends { readonly fleet: FleetStatus }>(
  { runs, time, outcomeOf }: StatusRuns<T>,
  onlyProblems: boolean,
): ReturnType<typeof statusDocument> {
  const fleets = examined(runs).map(({ result }) => result.fleet);
  const parts = examined(runs).map(({ context, result }) => statusDocument(result.fleet, onlyProblems, { context }));
  const whole = {
    time,
    sources: fleets.flatMap(({ sources }) => sources),
    destinations: fleets.flatMap(({ destinations }) => destinations),
    ...{ gaps: [], openWithoutSource: [] },
  };
  return {
    ...statusDocument(whole, onlyProblems, { contexts: contextsListed(runs, outcomeOf) }),
    sources: parts.flatMap(({ sources }) => sources),
    destinations: parts.flatMap(({ destinations }) => destinations),
    unread: parts.flatMap(({ unread }) => unread),
    openRestores: parts.flatMap(({ openRestores }) => openRestores),
  };
}

/** JSON document of named apps, likewise. */
export function namedInContexts<T extends { readonly named?: NamedStatus | undefined }>({
  runs,
  time,
  outcomeOf,
}: StatusRuns<T>): ReturnType<typeof namedDocument> {
  const parts = examined(runs).flatMap(({ context, result: { named } }) =>
    named === undefined ? [] : [namedDocument(named, { context })],
  );
  return {
    ...namedDocument({ time, apps: [], failures: [] }, { contexts: contextsListed(runs, outcomeOf) }),
    sources: parts.flatMap(({ sources }) => sources),
    destinations: parts.flatMap(({ destinations }) => destinations),
  };
}
