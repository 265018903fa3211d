import { appObject } from './app-object.ts';
import type { AppOptions } from './app-options.ts';
import { apply } from './kubectl.ts';
import { ensureRestServer } from './rest-server.ts';

/** Where an application's repository can be stored. */
export const backends = ['nfs', 'rest', 'pvc'] as const;

export type Backend = (typeof backends)[number];

/** Creates the repository's storage if needed, and returns how movers reach it if that differs from the default. */
export async function prepareBackend(
  backend: Backend,
  app: Pick<AppOptions, 'name' | 'namespace'>,
): Promise<Pick<AppOptions, 'repository' | 'reach'> | undefined> {
  switch (backend) {
    case 'nfs': // The admission policy mounts it into every mover.
      return undefined;
    case 'rest': {
      const { url, customCA } = await ensureRestServer(app.namespace);
      return { repository: `rest:${url}/${app.name}/`, reach: { customCA } };
    }
    case 'pvc':
      return preparePvc(app);
  }
}

async function preparePvc(app: Pick<AppOptions, 'name' | 'namespace'>) {
  const claimName = `${app.name}-repository`;
  const spec = {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'ceph-block',
    resources: { requests: { storage: '1Gi' } },
  };
  await apply([appObject(app, 'v1', 'PersistentVolumeClaim', claimName, { spec })]);
  const volume = { mountPath: 'backups', volumeSource: { persistentVolumeClaim: { claimName } } };
  return { repository: `/mnt/backups/${app.name}`, reach: { moverVolumes: [volume] } };
}
