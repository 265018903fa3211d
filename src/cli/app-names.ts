import { Failure } from '../errors.ts';
import type { Cluster, ObjectKey } from '../kubernetes/cluster.ts';
import { resources } from '../volsync/resources.ts';
import type { AppKey, SelectedApps } from './selection.ts';
import { shellCommand } from '../shell-command.ts';

type Names = Pick<Cluster, 'list' | 'namespace'>;

/** The target with `pvc/NAME` replaced by the app that backs up that PVC. */
export async function resolveTarget(target: SelectedApps, cluster: Names, signal: AbortSignal): Promise<SelectedApps> {
  if (target.apps?.some(({ isClaim }) => isClaim) !== true) return target;
  const apps = await Promise.all(target.apps.map((app) => resolved(app, cluster, signal)));
  return { ...target, apps: [...new Map(apps.map((app) => [`${app.namespace}/${app.name}`, app])).values()] };
}

/** The same for a command with one app. */
export async function resolveApp(
  find: (defaultNamespace: string) => AppKey,
  cluster: Names,
  signal: AbortSignal,
): Promise<ObjectKey> {
  return resolved(find(cluster.namespace), cluster, signal);
}

async function resolved({ namespace, name, isClaim }: AppKey, cluster: Names, signal: AbortSignal): Promise<ObjectKey> {
  if (isClaim !== true) return { namespace, name };
  const all = await cluster.list(resources.replicationSources, { namespace }, signal);
  const names = all.filter(({ spec }) => spec?.sourcePVC === name).map(({ metadata }) => metadata.name);
  const [only] = names;
  if (only === undefined) {
    throw new Failure('not-found', `no ReplicationSource in namespace ${namespace} backs up pvc/${name}`, {
      hint: shellCommand`volsyncctl status -n ${namespace}`,
    });
  }
  if (names.length === 1) return { namespace, name: only };
  throw new Failure('usage', `several ReplicationSources back up pvc/${name}: ${names.join(', ')}`, {
    hint: `name the one that is meant, such as ${namespace}/${only}`,
  });
}
