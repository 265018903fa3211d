import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * The whole content of a volume, as seen by the machine: by path, one line per entry; hard links are named by their
 * first path.
 */
export function volumeState(folder: string): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  const firstNames = new Map<bigint, string>();
  const look = (path: string) => {
    const bytes = Buffer.concat([Buffer.from(folder), Buffer.from(path, 'latin1')]);
    const found = lstatSync(bytes, { bigint: true });
    const first = firstNames.get(found.ino) ?? path;
    firstNames.set(found.ino, first);
    const content = found.isFile()
      ? `${found.size} ${createHash('sha256').update(readFileSync(bytes)).digest('hex')}`
      : found.isSymbolicLink()
        ? readlinkSync(bytes, 'latin1')
        : '';
    lines.set(path, `${found.mode.toString(8)} ${found.uid}:${found.gid} ${found.mtimeNs} ${first} ${content}`);
    if (!found.isDirectory()) return;
    const names = readdirSync(bytes, 'latin1').map((name) => `${path}/${name}`);
    for (const name of names.sort()) look(name);
  };
  look('');
  return lines;
}

/** The paths at which two volumes differ. */
export function differingPaths(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path)).sort();
}
