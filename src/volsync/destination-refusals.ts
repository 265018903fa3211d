import { plainLine } from '../foreign-text.ts';
import type { ClaimFacts } from './claim-facts.ts';
import { isSyncing, isTagServed, triggerState } from './sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from './types.ts';
import { shellCommand } from '../shell-command.ts';

/** ReplicationDestinations that may write to a PVC at any moment. One whose manual tag was served is idle. */
export function destinationRefusals(
  facts: Pick<ClaimFacts, 'destinations' | 'namespace' | 'claim'>,
): readonly string[] {
  const { destinations, namespace, claim } = facts;
  return destinations
    .filter((destination) => writesTo(destination, claim))
    .flatMap((destination) => {
      const why = unrest(destination);
      const { name } = destination.metadata;
      if (why === undefined) return [];
      return [
        `ReplicationDestination ${name} writes into PVC ${claim} and ${why}: delete it first, or give it a manual ` +
          shellCommand`trigger and wait for its end: kubectl get replicationdestination ${name} -n ${namespace} -o yaml`,
      ];
    });
}

function unrest(destination: ReplicationDestination): string | undefined {
  if (isSyncing(destination)) return 'is restoring now';
  const trigger = triggerState(destination);
  switch (trigger.kind) {
    case 'schedule':
      return `restores by its schedule "${plainLine(trigger.schedule)}"`;
    case 'none':
      return 'restores continuously (it has no trigger)';
    case 'manual':
    case 'parked':
      return isTagServed(destination)
        ? undefined
        : `is about to restore (its manual tag "${plainLine(trigger.tag)}" is new)`;
  }
}

/** Whichever mover it uses. */
function writesTo(destination: ReplicationDestination, claim: string): boolean {
  return claimsOf(destination).includes(claim);
}

/** The PVCs that a destination restores into; at most one if its spec is valid. */
function claimsOf({ spec = {} }: ReplicationDestination): readonly string[] {
  return Object.values(spec).flatMap((mover: unknown) =>
    typeof mover === 'object' && mover !== null && 'destinationPVC' in mover && typeof mover.destinationPVC === 'string'
      ? [mover.destinationPVC]
      : [],
  );
}

/**
 * Whether a destination restores into the volume of a source. volsyncctl's own in-place restores are reported
 * elsewhere.
 */
export function isOverwrittenBy({ metadata, spec }: ReplicationSource, destination: ReplicationDestination): boolean {
  const claim = spec?.sourcePVC;
  if (claim === undefined || destination.metadata.namespace !== metadata.namespace) return false;
  return !isOfVolsyncctl(destination) && writesTo(destination, claim);
}

/**
 * The same for a fleet, without comparing each destination with each source: returns the first source that it
 * overwrites.
 */
export function overwrittenAmong(
  sources: readonly ReplicationSource[],
): (destination: ReplicationDestination) => ReplicationSource | undefined {
  const byClaim = new Map<string, ReplicationSource>();
  for (const source of sources) {
    const key = `${source.metadata.namespace}/${source.spec?.sourcePVC}`;
    if (source.spec?.sourcePVC !== undefined && !byClaim.has(key)) byClaim.set(key, source);
  }
  return (destination) => {
    if (isOfVolsyncctl(destination)) return undefined;
    const found = claimsOf(destination).map((claim) => byClaim.get(`${destination.metadata.namespace}/${claim}`));
    return found.find((source) => source !== undefined);
  };
}

function isOfVolsyncctl({ metadata }: ReplicationDestination): boolean {
  return metadata.labels?.['app.kubernetes.io/managed-by'] === 'volsyncctl';
}
