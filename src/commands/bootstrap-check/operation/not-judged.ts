import type { Allowed } from '../../../kubernetes/allowed.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import type { FoundSources } from '../../../sources/find-sources.ts';
import type { CheckTarget } from './check-options.ts';
import type { UnprotectedClaim } from '../../../volsync/unprotected-claims.ts';
import { shellCommand } from '../../../shell-command.ts';

/** Whether everything in one namespace, or in all of them, is judged. */
export function isWholeNamespace({ scope, apps }: CheckTarget): boolean {
  return apps === undefined && scope.labelSelector === undefined;
}

/** What the deletion of a namespace would delete in addition to what was judged, one phrase each. */
export function notJudged(
  target: CheckTarget,
  { chosen, around }: FoundSources,
  claims: Allowed<readonly UnprotectedClaim[]>,
): readonly string[] {
  if (isWholeNamespace(target))
    return [...ofSecrets(chosen), ...always, ...('why' in claims ? [unlisted(claims)] : [])];
  const namespaces = new Set(chosen.map(({ metadata }) => metadata.namespace ?? ''));
  return [...namespaces].flatMap((namespace) => {
    const others = around.filter((one) => one.metadata.namespace === namespace && !chosen.includes(one));
    const beside = [
      ...counted(
        others.map(({ metadata }) => metadata.name),
        apps,
      ),
      ...('why' in claims ? [unlisted(claims)] : counted(namesIn(namespace, claims.value), bareClaims)),
    ];
    if (beside.length === 0) return [];
    return [
      `${beside.join(' and ')} in namespace ${namespace}: ` +
        shellCommand`volsyncctl bootstrap-check -n ${namespace} --for-removal`,
    ];
  });
}

const always = [
  'VolumeSnapshots, and objects of other kinds',
  'repositories of other namespaces that are served from here',
];

/** A repository is useless without its password. */
function ofSecrets(sources: readonly ReplicationSource[]): readonly string[] {
  const names = new Set(sources.flatMap(({ spec }) => spec?.restic?.repository ?? []));
  if (names.size === 0) return [];
  return [`whether the repositories' passwords are kept anywhere but in ${listOf([...names], secrets)}`];
}

function unlisted({ why }: { readonly why: string }): string {
  return `PVCs: ${why}`;
}

function namesIn(namespace: string, claims: readonly UnprotectedClaim[]): readonly string[] {
  return claims.filter((claim) => claim.namespace === namespace).map(({ name }) => name);
}

type Noun = readonly [one: string, several: string];

const apps: Noun = ['other app', 'other apps'];
const bareClaims: Noun = ['PVC without a backup', 'PVCs without a backup'];
const secrets: Noun = ['Secret', 'Secrets'];

const shownNames = 3;

/** Such as `4 other apps (db, media, web, …)`. */
function counted(names: readonly string[], noun: Noun): readonly string[] {
  return names.length === 0 ? [] : [`${names.length} ${listOf(names, noun)}`];
}

function listOf(names: readonly string[], [one, several]: Noun): string {
  const more = names.length > shownNames ? ', …' : '';
  return `${names.length === 1 ? one : several} (${names.toSorted().slice(0, shownNames).join(', ')}${more})`;
}
