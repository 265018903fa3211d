import type { KubeObject, Pod } from '../../../kubernetes/objects.ts';
import { jsonText } from '../../../text/structured.ts';
import { version } from '../../../version.ts';
import type { Facts, Listed } from '../facts.ts';
import { doctorDocument } from '../json.ts';
import { doctorMarkdown } from '../markdown.ts';
import type { DoctorReport } from '../operation/doctor.ts';
import { logWithoutCredentials } from '../../../without-credentials.ts';
import { createdBy } from '../../../volsync/orphan.ts';

/** One small file of the bundle. */
export interface BundleFile {
  readonly file: string;
  readonly text: string;
}

/** The report, and the objects that it is based on, redacted. */
export function bundleFiles(report: DoctorReport): readonly BundleFile[] {
  const objects = Object.entries(listsOf(report.facts)).map(([kind, list]) => ({
    file: `objects/${kind}.json`,
    text: 'why' in list ? jsonText({ notRead: list.why }, 2) : objectsText(kind, list.value),
  }));
  return [
    { file: 'README.txt', text: readme },
    { file: 'report.md', text: doctorMarkdown(report) },
    { file: 'report.json', text: jsonText(doctorDocument(report, { isVerbose: true }, []), 2) },
    ...objects,
  ];
}

const readme = `Made by volsyncctl ${version} with "volsyncctl doctor bundle".

report.md and report.json hold the findings, objects/ the objects they come from.
Left out: Secrets, ConfigMaps, values of environment variables and of other tools' annotations,
credentials in addresses, and everything about app pods except their node, volumes and user.
Names of namespaces, apps, nodes and servers are included: review it before you publish it.
`;

function objectsText(kind: string, objects: readonly KubeObject[]): string {
  return jsonText(
    objects.map((object) => redactedObject(object, kind)),
    2,
  );
}

function listsOf({ objects, cluster }: Facts): Readonly<Record<string, Listed<KubeObject>>> {
  const { sources, ...lists } = objects;
  return { sources: { value: sources, isServed: true }, ...lists, ...cluster };
}

/** The replacement for redacted text. */
const redacted = '(redacted)';

/** Annotations about backups, which never hold a secret. */
const knownAnnotation =
  /^(?:volsync\.backube|volsyncctl|storageclass\.kubernetes\.io|snapshot\.storage\.kubernetes\.io|pv\.kubernetes\.io|volume\.kubernetes\.io|kustomize\.toolkit\.fluxcd\.io|argocd\.argoproj\.io)\//;
/** Variables that VolSync itself sets on its controller. */
const knownVariable = /^(?:RELATED_IMAGE_\w+|MOVER_LOG_MAX_BYTES|VOLSYNC_NAMESPACE)$/;

/**
 * An object without possible secrets: values of variables and annotations, credentials in addresses, and everything of
 * an app's pod except its node and volumes. Secrets are never read.
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

/** At any depth; `env` is always a list of variables. */
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
