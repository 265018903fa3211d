import type { KubeObject, Pod } from '../../../kubernetes/objects.ts';
import { logWithoutCredentials } from '../../../without-credentials.ts';
import { createdBy } from '../../../volsync/orphan.ts';

/** What stands in the place of what is left out. */
const redacted = '(redacted)';

/** Annotations that say something of backups, and never hold a secret. */
const knownAnnotation =
  /^(?:volsync\.backube|volsyncctl|storageclass\.kubernetes\.io|snapshot\.storage\.kubernetes\.io|pv\.kubernetes\.io|volume\.kubernetes\.io|kustomize\.toolkit\.fluxcd\.io|argocd\.argoproj\.io)\//;
/** Variables that VolSync itself sets on its controller. */
const knownVariable = /^(?:RELATED_IMAGE_\w+|MOVER_LOG_MAX_BYTES|VOLSYNC_NAMESPACE)$/;

/**
 * An object without what may be secret: values of variables and of annotations, credentials in addresses, and all of an app's
 * pod but where it runs and which volumes it has. Of Secrets nothing is ever read.
 */
export function redactedObject(object: KubeObject, kind: string): object {
  const { annotations = {}, ...others } = object.metadata;
  const metadata = { ...others, managedFields: undefined };
  const shown = kind === 'pods' && metadata.labels?.[createdBy] !== 'volsync' ? placeOf(object) : object;
  const marks = Object.entries(annotations).map(([key, value]) => [key, knownAnnotation.test(key) ? value : redacted]);
  return withoutSecrets({
    ...shown,
    metadata: { ...metadata, annotations: Object.fromEntries(marks) as object },
  }) as object;
}

function placeOf({ metadata, spec, status }: Pod): Pod {
  const { nodeName, volumes = [], securityContext } = spec ?? {};
  const claims = volumes.filter(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined);
  return {
    metadata,
    spec: { ...(nodeName !== undefined && { nodeName }), volumes: claims, ...(securityContext && { securityContext }) },
    status: { ...(status?.phase !== undefined && { phase: status.phase }) },
  };
}

/** At any depth; `env` is a list of variables, wherever it stands. */
function withoutSecrets(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return logWithoutCredentials(value);
  if (Array.isArray(value)) return value.map((item) => (key === 'env' ? variable(item) : withoutSecrets(item)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutSecrets(item, name)]));
}

function variable(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || !('value' in item)) return withoutSecrets(item);
  const name = 'name' in item ? String(item.name) : '';
  return knownVariable.test(name) ? item : { ...item, value: redacted };
}
