import { Failure, isFailure } from '../../errors.ts';
import type { NewObject, ObjectKey } from '../../kubernetes/cluster.ts';
import type { ClusterContext, Context } from '../../kubernetes/context.ts';
import type { OwnerReference } from '../../kubernetes/objects.ts';
import type { Secret } from '../../kubernetes/secret.ts';
import { runLabels } from '../../helper-pod/manifest.ts';
import type { HelperPodEvent } from '../../helper-pod/ports.ts';
import { shellCommand } from '../../shell-command.ts';
import { resources } from '../../volsync/resources.ts';
import type { CustomCA, ReplicationSource } from '../../volsync/types.ts';

/** A mover can only use a Secret of its own namespace: the temporary copy that a restore there needs. */
export interface SecretCopy {
  readonly from: ObjectKey;
  readonly to: ObjectKey;
  /** The certificate authority of the repository's server, which becomes a key of the copy. */
  readonly customCA: CustomCA | undefined;
}

export type SecretCopyPorts = ClusterContext<'get' | 'find' | 'create' | 'delete' | 'isAllowed'> &
  Pick<Context<never, HelperPodEvent>, 'report'>;

/** The copy for a run; its name is derived from the run, so that another process finds it. */
export function secretCopy(
  from: ObjectKey,
  namespace: string,
  run: string,
  customCA: CustomCA | undefined,
): SecretCopy {
  return { from, to: { namespace, name: `volsyncctl-restore-${run.slice(0, 8)}` }, customCA };
}

/** The key of the copy that holds the certificate authority. */
const authorityKey = 'volsyncctl-ca.crt';

/** A source that uses the copy in place of the original. */
export function withSecretCopy(source: ReplicationSource, { to, customCA }: SecretCopy): ReplicationSource {
  const { restic } = source.spec ?? {};
  const authority = customCA?.key !== undefined && { customCA: { secretName: to.name, key: authorityKey } };
  return { ...source, spec: { ...source.spec, restic: { ...restic, repository: to.name, ...authority } } };
}

/** Throws a Failure if a right to copy is missing; nothing is read. */
export async function requireCopyRights({ from, to }: SecretCopy, { cluster, signal }: SecretCopyPorts): Promise<void> {
  const secret = { group: '', resource: 'secrets' };
  const accesses = [
    { ...secret, verb: 'get', namespace: from.namespace, name: from.name },
    { ...secret, verb: 'create', namespace: to.namespace },
    { ...secret, verb: 'delete', namespace: to.namespace, name: to.name },
  ];
  const answers = await Promise.all(accesses.map((access) => cluster.isAllowed(access, signal)));
  const missing = accesses.filter((_, index) => answers[index] === false);
  const [first] = missing;
  if (first === undefined) return;
  const message = `--from-namespace copies Secret ${from.namespace}/${from.name} into namespace ${to.namespace} for the time of the restore; nothing was changed.`;
  throw new Failure('forbidden', `You cannot ${first.verb} secrets in namespace ${first.namespace}: ${message}`, {
    details: missing.map(({ verb, namespace }) => `missing: ${verb} secrets in namespace ${namespace}`),
    missingRight: first,
  });
}

/** Lets the API server validate the copy, without the values; nothing is stored. */
export async function dryRunSecretCopy(copy: SecretCopy, run: string, ports: SecretCopyPorts): Promise<void> {
  await ports.cluster.create(
    resources.secrets,
    copyObject(copy, { run, owner: undefined }, {}),
    { isDryRun: true },
    ports.signal,
  );
}

/** The run of a copy, and the object that it is removed with, whatever happens to volsyncctl. */
export interface CopyOwner {
  readonly run: string;
  readonly owner: OwnerReference | undefined;
}

/**
 * Creates the copy, calls `use`, and removes the copy. Its values are in memory only between reading and creating it.
 */
export async function whileCopied<T>(
  copy: SecretCopy,
  owner: CopyOwner,
  ports: SecretCopyPorts,
  use: () => Promise<T>,
): Promise<T> {
  await createSecretCopy(copy, owner, ports);
  try {
    return await use();
  } finally {
    await removeSecretCopy(copy, ports);
  }
}

/** One that exists is a leftover of the same run, which was killed. */
async function createSecretCopy(copy: SecretCopy, owner: CopyOwner, ports: SecretCopyPorts): Promise<void> {
  const { from, to } = copy;
  const object = await copyWithValues(copy, owner, ports);
  try {
    await ports.cluster.create(resources.secrets, object, {}, ports.signal).catch(async (error: unknown) => {
      if (!isFailure(error, 'refused')) throw error;
      await ports.cluster.delete(resources.secrets, to, {}, ports.signal);
      return ports.cluster.create(resources.secrets, object, {}, ports.signal);
    });
  } catch (error) {
    // A Secret that the server refused was not created; if the answer was lost, it may have been.
    if (!isFailure(error, 'refused', 'forbidden', 'not-found')) await removeSecretCopy(copy, ports);
    throw error;
  }
  ports.report({ type: 'step', words: `Secret ${nameOf(from)} copied to ${nameOf(to)} for the restore` });
}

async function copyWithValues(copy: SecretCopy, owner: CopyOwner, ports: SecretCopyPorts): Promise<NewObject<Secret>> {
  const { data } = await ports.cluster.get(resources.secrets, copy.from, ports.signal);
  return copyObject(copy, owner, { ...data, ...(await authorityOf(copy, ports)) });
}

function nameOf({ namespace, name }: ObjectKey): string {
  return `${namespace}/${name}`;
}

const removalMs = 15_000;

/** Without the operator's signal: it is removed after Ctrl-C as well. */
async function removeSecretCopy(
  { to: { namespace, name } }: Pick<SecretCopy, 'to'>,
  { cluster, report }: Pick<SecretCopyPorts, 'cluster' | 'report'>,
): Promise<void> {
  try {
    await cluster.delete(resources.secrets, { namespace, name }, {}, AbortSignal.timeout(removalMs));
  } catch (error) {
    if (!isFailure(error)) throw error;
    const hint = shellCommand`kubectl delete secret ${name} -n ${namespace}`;
    report({ type: 'left', what: `Secret ${namespace}/${name}`, why: error.message, hint });
  }
}

function copyObject(
  { to }: SecretCopy,
  { run, owner }: CopyOwner,
  data: NonNullable<Secret['data']>,
): NewObject<Secret> {
  const labels = runLabels('restore', run);
  const metadata = { ...to, labels, ...(owner !== undefined && { ownerReferences: [owner] }) };
  return { metadata, type: 'Opaque', data };
}

async function authorityOf({ from, customCA }: SecretCopy, { cluster, signal }: SecretCopyPorts) {
  const { key, secretName, configMapName } = customCA ?? {};
  if (key === undefined) return {};
  const { namespace } = from;
  if (secretName !== undefined) {
    const { data } = await cluster.get(resources.secrets, { namespace, name: secretName }, signal);
    return keyed(data?.[key]);
  }
  if (configMapName === undefined) return {};
  const { data } = await cluster.get(resources.configMaps, { namespace, name: configMapName }, signal);
  const text = data?.[key];
  return keyed(text === undefined ? undefined : Buffer.from(text).toString('base64'));
}

function keyed(value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined ? {} : { [authorityKey]: value };
}
