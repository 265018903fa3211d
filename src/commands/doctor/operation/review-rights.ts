import pMap from 'p-map';
import type { Access } from '../../../errors.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { GrantableCommand } from '../../../rights/grantable-command.ts';
import type { Right } from '../../../rights/right.ts';

/** The rights of each command. */
export type RightsOfCommands = Readonly<Record<GrantableCommand, readonly Right[]>>;

/** One verb on one resource that this user lacks. */
export interface MissingRight extends Access {
  readonly purpose: string;
  readonly isOptional: boolean;
}

/** `limited`: it works, and reports what it could not determine. */
export interface CommandRights {
  readonly command: string;
  readonly state: 'allowed' | 'limited' | 'denied';
  readonly missing: readonly MissingRight[];
}

export interface RightsReview {
  /** The namespace of the apps; undefined for all. */
  readonly namespace: string | undefined;
  readonly volsyncNamespace: string;
  readonly commands: readonly CommandRights[];
}

/** The number of concurrent access reviews; each one only needs the API server. */
const parallelReviews = 16;

/**
 * Asks the API server whether this user has each right of each command; a right that several commands need is checked
 * once.
 */
export async function reviewRights(
  rights: RightsOfCommands,
  places: Pick<RightsReview, 'namespace' | 'volsyncNamespace'>,
  { cluster, signal }: ClusterContext<'isAllowed'>,
): Promise<RightsReview> {
  const needed = Object.entries(rights).map(([command, all]) => ({
    command,
    needs: all.flatMap((right) => needsOf(right, places)),
  }));
  const distinct = new Map(needed.flatMap(({ needs }) => needs).map((need) => [keyOf(need), need]));
  const answers = await pMap(
    distinct,
    async ([key, { verb, group, resource, subresource, namespace }]) =>
      [key, await cluster.isAllowed({ verb, group, resource, subresource, namespace }, signal)] as const,
    { concurrency: parallelReviews },
  );
  const isAllowed = new Map(answers);
  const { namespace, volsyncNamespace } = places;
  return {
    ...{ namespace, volsyncNamespace },
    commands: needed.map(({ command, needs }) => {
      const missing = needs.filter((need) => isAllowed.get(keyOf(need)) !== true);
      return { command, state: stateOf(missing), missing };
    }),
  };
}

function needsOf(
  { group, resource, verbs, purpose, isOptional, scope }: Right,
  { namespace, volsyncNamespace }: Pick<RightsReview, 'namespace' | 'volsyncNamespace'>,
): readonly MissingRight[] {
  const [plural = '', subresource] = resource.split('/');
  const where = scope === 'cluster' ? undefined : scope === 'volsync' ? volsyncNamespace : namespace;
  return verbs.map((verb) => ({
    ...{ verb, group, resource: plural, subresource, namespace: where },
    ...{ purpose, isOptional: isOptional === true },
  }));
}

function keyOf({ verb, group, resource, subresource, namespace }: Access): string {
  return JSON.stringify([verb, group, resource, subresource, namespace]);
}

function stateOf(missing: readonly MissingRight[]): CommandRights['state'] {
  if (missing.length === 0) return 'allowed';
  return missing.every(({ isOptional }) => isOptional) ? 'limited' : 'denied';
}
