import { plainLine } from '../../../foreign-text.ts';
import type { JsonPatchStep, ObjectKey, Resource } from '../../../kubernetes/cluster.ts';
import type { KubeObject } from '../../../kubernetes/objects.ts';
import { mountsClaim } from '../../../volsync/claim-users.ts';
import { ownerOf } from '../../../volsync/field-owner.ts';
import { resources } from '../../../volsync/resources.ts';
import { isSyncing } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { cacheOf } from './claims.ts';
import { seen } from './judge-listed.ts';

/** One change that loses nothing and that nothing reverts. */
export type Fix = {
  readonly finding: Finding;
  /** Begins with a verb, such as `remove the manual tag "x" of ReplicationSource web`. */
  readonly words: string;
  readonly resource: Resource<KubeObject>;
  readonly key: ObjectKey;
} & (
  | { readonly kind: 'patch'; readonly patch: readonly JsonPatchStep[] }
  | { readonly kind: 'delete'; readonly uid: string }
);

/** The findings that can be fixed without asking the operator for more. */
export function fixesOf(findings: readonly Finding[], facts: Facts): readonly Fix[] {
  return findings
    .filter(({ outcome }) => outcome === 'problem')
    .flatMap((finding) => fixers[finding.rule]?.(finding, facts) ?? []);
}

const fixers: Readonly<Partial<Record<string, (finding: Finding, facts: Facts) => Fix | undefined>>> = {
  'parked-schedule': removeTag,
  'cache-size': removeCache,
};

/** A tag that Flux or Argo CD sets would be restored immediately. */
function removeTag(finding: Finding, facts: Facts): Fix | undefined {
  const { object } = statusOf(finding, facts) ?? {};
  const tag = object?.spec?.trigger?.manual;
  if (object === undefined || tag === undefined || ownerOf(object)?.setsTag === true) return undefined;
  const path = '/spec/trigger/manual';
  return {
    finding,
    kind: 'patch',
    words: `remove the manual tag "${plainLine(tag)}" of ${finding.object.kind} ${object.metadata.name}`,
    resource: resourceOf(finding),
    key: keyOf(finding),
    patch: [
      { op: 'test', path, value: tag },
      { op: 'remove', path },
    ],
  };
}

/** Only while nothing uses it: it is filled from the repository again. */
function removeCache(finding: Finding, facts: Facts): Fix | undefined {
  const status = statusOf(finding, facts);
  const { name: cachePVC = '', uid } = (status && cacheOf(status, facts))?.metadata ?? {};
  if (status === undefined || uid === undefined || isSyncing(status.object) || 'why' in facts.objects.pods)
    return undefined;
  const { object } = status;
  const isUsed = seen(facts.objects.pods).some(
    ({ metadata, spec }) => metadata.namespace === object.metadata.namespace && mountsClaim(spec, cachePVC),
  );
  if (isUsed) return undefined;
  return {
    finding,
    kind: 'delete',
    words: `delete PVC ${cachePVC}: the next sync recreates it with the requested size`,
    resource: resources.persistentVolumeClaims,
    key: { namespace: object.metadata.namespace ?? '', name: cachePVC },
    uid,
  };
}

function statusOf({ object: { kind, namespace, name } }: Finding, { sources, destinations }: Facts) {
  const all = kind === 'ReplicationSource' ? sources : destinations;
  return all.find(({ object }) => object.metadata.name === name && object.metadata.namespace === namespace);
}

function resourceOf({ object }: Finding): Resource<KubeObject> {
  return object.kind === 'ReplicationSource' ? resources.replicationSources : resources.replicationDestinations;
}

function keyOf({ object: { namespace = '', name } }: Finding): ObjectKey {
  return { namespace, name };
}
