import { existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/** The user of the cache. */
export interface CacheUser {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Undefined on Windows. */
  readonly uid: number | undefined;
}

/**
 * The folder for compiled code, created if needed: only this user may be able to write to it, since its content is
 * executed. Undefined if there is none, for example if the home folder is not writable.
 */
export function cacheFolder(user: CacheUser): string | undefined {
  const base = baseFolder(user);
  if (base === undefined) return undefined;
  const folder = join(base, 'volsyncctl');
  try {
    return user.uid === undefined || canBeKept(base, user.uid) ? made(folder, user.uid) : undefined;
  } catch {
    return undefined;
  }
}

function baseFolder({ env, platform, home }: CacheUser): string | undefined {
  const base = {
    win32: env['LOCALAPPDATA'],
    darwin: join(home, 'Library', 'Caches'),
    other: isAbsolute(env['XDG_CACHE_HOME'] ?? '') ? env['XDG_CACHE_HOME'] : join(home, '.cache'),
  }[platform === 'win32' || platform === 'darwin' ? platform : 'other'];
  return base !== undefined && isAbsolute(base) ? base : undefined;
}

/** Whether nobody but root can replace this folder or one above it. */
function canBeKept(folder: string, uid: number): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return folder !== dirname(folder) && canBeKept(dirname(folder), uid);
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    const { uid: owner, mode } = lstatSync(at);
    const isSticky = (mode & 0o1000) !== 0;
    if (![0, uid].includes(owner) || ((mode & 0o022) !== 0 && !isSticky)) return false;
    if (at === dirname(at)) return true;
  }
}

/** An existing folder only counts if the user owns it and it is not a link. */
function made(folder: string, uid: number | undefined): string | undefined {
  makeFolder(folder);
  if (uid === undefined) return folder;
  const stat = lstatSync(folder);
  return stat.isDirectory() && stat.uid === uid && (stat.mode & 0o077) === 0 ? folder : undefined;
}

/** Level by level: in places such as /proc, Node.js retries forever to create them all. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
