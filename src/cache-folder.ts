import { existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/** Whose cache it is. */
export interface CacheUser {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Undefined on Windows. */
  readonly uid: number | undefined;
}

/**
 * Where compiled code may be kept, made if need be: a folder that only this user can write to, since what is in it is run.
 * Undefined where there is none, as with a home that cannot be written to.
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

/** Whether nobody else but root can put another folder in the place of this one, or of one above it. */
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

/** What is there already counts only where it is the user's, and no link. */
function made(folder: string, uid: number | undefined): string | undefined {
  makeFolder(folder);
  if (uid === undefined) return folder;
  const stat = lstatSync(folder);
  return stat.isDirectory() && stat.uid === uid && (stat.mode & 0o077) === 0 ? folder : undefined;
}

/** Level by level: in a place such as /proc Node.js tries for ever to make them all. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
