import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { type AppRepository, appRepository } from './app-repository.ts';
import { writeWhole } from './credentials.ts';
import { appOf, type Fault, type FaultTarget } from './fault-target.ts';
import { apply, getJson, until } from './kubectl.ts';
import { paths } from './paths.ts';
import { toolPath } from './tools.ts';

/** A lock left by a killed backup: further backups succeed, forget and prune do not. */
export const staleLock: Fault = lockFault({
  name: 'stale-lock',
  description: "a lock in the app's repository, as a killed backup leaves it: forget and prune fail",
  keyCommand: 'add',
  host: (app) => `volsync-src-${app}-dead`,
  wasHere: true,
});

/** A lock left by a killed restore. */
export const staleDestinationLock: Fault = lockFault({
  name: 'stale-destination-lock',
  description: "a lock in the app's repository, as a killed restore leaves it: forget and prune fail",
  keyCommand: 'add',
  host: (app) => `volsync-dst-${app}-dead`,
  wasHere: true,
});

/** A lock of a mover that was never a pod here: another cluster backs up into the same repository. */
export const foreignLock: Fault = lockFault({
  name: 'foreign-lock',
  description: "a lock in the app's repository, of a mover of another cluster: forget and prune fail",
  keyCommand: 'add',
  host: (app) => `volsync-src-${app}-x2x4f`,
  wasHere: false,
});

/** A lock left by a killed prune: nothing succeeds. */
export const staleExclusiveLock: Fault = lockFault({
  name: 'stale-exclusive-lock',
  description: "an exclusive lock in the app's repository, as a killed prune leaves it: backups fail",
  keyCommand: 'passwd',
  host: (app) => `volsync-src-${app}-dead`,
  wasHere: true,
});

interface LockKind {
  readonly name: string;
  readonly description: string;
  /** The restic command that takes such a lock, and then waits for a new password. */
  readonly keyCommand: 'add' | 'passwd';
  host(app: string): string;
  /** A deleted pod of this cluster, of which only events are left. */
  readonly wasHere: boolean;
}

function lockFault(kind: LockKind): Fault {
  return {
    description: kind.description,
    needs: 'app',
    on: async (target) => {
      const note = noteFile(kind, target);
      if (existsSync(note) && existsSync(readFileSync(note, 'utf8'))) return;
      const repository = await appRepository(appOf(target));
      if (!existsSync(path.join(repository.folder, 'config'))) throw new Error('the app has no repository yet');
      const { app, namespace } = appOf(target);
      const host = kind.host(app);
      if (kind.wasHere) await leaveTrace(namespace, host);
      writeWhole(note, await leaveLock({ repository, host, keyCommand: kind.keyCommand }));
    },
    off: (target) => {
      const note = noteFile(kind, target);
      if (existsSync(note)) rmSync(readFileSync(note, 'utf8'), { force: true });
      rmSync(note, { force: true });
      return Promise.resolve();
    },
  };
}

/** The trace of a deleted pod: a kubelet event that it was on a node of this cluster. */
async function leaveTrace(namespace: string, name: string): Promise<void> {
  const nodes = await getJson<{ items: readonly { metadata: { name: string } }[] }>(['nodes']);
  const node = nodes?.items[0]?.metadata.name ?? '';
  const time = new Date().toISOString().replace(/\.\d+Z/, 'Z');
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.started`, namespace },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name },
    reason: 'Started',
    message: 'Started container restic',
    type: 'Normal',
    source: { component: 'kubelet', host: node },
    reportingComponent: 'kubelet',
    reportingInstance: node,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
  await apply([event]);
}

/** Remembers the lock's file: the Secret that opens the repository may be gone when the lock has to be removed. */
function noteFile({ name }: LockKind, target: FaultTarget): string {
  const { app, namespace } = appOf(target);
  return path.join(paths.state, 'stale-locks', `${name}_${namespace}_${app}`);
}

interface DyingLock {
  readonly repository: AppRepository;
  readonly host: string;
  readonly keyCommand: 'add' | 'passwd';
}

/**
 * Starts a restic with another host name that takes the lock and waits for a password that never comes, and kills it.
 * Returns the lock's file.
 */
async function leaveLock({ repository, host, keyCommand }: DyingLock): Promise<string> {
  const locks = path.join(repository.folder, 'locks');
  mkdirSync(locks, { recursive: true });
  const before = readdirSync(locks);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lock-'));
  const endless = path.join(folder, 'password');
  await execa('mkfifo', [endless]);
  const restic = ['-r', repository.folder, '--no-cache', 'key', keyCommand, '--new-password-file', endless];
  const script = 'hostname "$0" && exec "$@"';
  const child = execa('unshare', ['--uts', 'sh', '-c', script, host, toolPath('restic'), ...restic], {
    env: { RESTIC_PASSWORD: repository.password },
    reject: false,
  });
  try {
    const find = (): string | undefined => readdirSync(locks).find((file) => !before.includes(file));
    let hasEnded = false;
    void child.finally(() => (hasEnded = true));
    await until('restic has the lock', () => Promise.resolve(find() !== undefined || hasEnded));
    // A restic that finds another lock removes its own, on a busy machine some time later.
    await Promise.race([child, setTimeout(1500)]);
    const lock = find();
    if (lock === undefined) throw new Error(`restic got no lock: ${(await child).stderr}`);
    return ownedLikeItsRepository(path.join(locks, lock), repository.folder);
  } finally {
    child.kill('SIGKILL');
    await child;
    rmSync(folder, { recursive: true });
  }
}

/** The movers run as another user, and a lock that they cannot read would be a different failure. */
function ownedLikeItsRepository(lock: string, repository: string): string {
  const { uid, gid } = statSync(path.join(repository, 'config'));
  chownSync(lock, uid, gid);
  return lock;
}
