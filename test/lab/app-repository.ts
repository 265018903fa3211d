import path from 'node:path';
import { secretName } from './app-options.ts';
import type { AppTarget } from './fault-target.ts';
import { getJson } from './kubectl.ts';
import { paths } from './paths.ts';

/** The repository of an application. */
export interface AppRepository {
  /** Its folder on this machine. */
  readonly folder: string;
  readonly password: string;
}

/** Reads the application's Secret; throws if it does not exist or its repository is not on the lab's NFS export. */
export async function appRepository({ app, namespace }: AppTarget): Promise<AppRepository> {
  const secret = await getJson<{ data?: Record<string, string> }>(['secret', secretName(app), '-n', namespace]);
  if (secret === undefined)
    throw new Error(`${namespace} has no Secret ${secretName(app)}: is ${app} an app of the lab?`);
  const [address, password] = ['RESTIC_REPOSITORY', 'RESTIC_PASSWORD'].map((key) =>
    Buffer.from(secret.data?.[key] ?? '', 'base64').toString(),
  );
  if (address?.startsWith('/repository/') !== true || password === undefined) {
    throw new Error(`the repository of ${app} is ${address ?? 'nowhere'}, not below /repository`);
  }
  return { folder: path.join(paths.repositories, address.slice('/repository/'.length)), password };
}
