import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** One line of a module's source that is replaced only for the build: the module itself stays unchanged. */
export interface Patch {
  /** The module's path in go.mod. */
  readonly module: string;
  /** The file, relative to the module. */
  readonly file: string;
  /** The present text, which occurs exactly once, and its replacement. */
  readonly from: string;
  readonly to: string;
}

interface PatchPlaces {
  /** The module's source in Go's module cache. */
  readonly source: string;
  /** A new folder for the build; the caller removes it. */
  readonly folder: string;
  /** The folder with the go.mod that requires the module. */
  readonly modFolder: string;
}

/**
 * Prepares a build with the patch and returns the required flags of `go build`. Go refuses an overlay over its module
 * cache, so the module is accessed through a link.
 */
export async function patchFlags(patch: Patch, { source, folder, modFolder }: PatchPlaces): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const link = path.join(folder, 'module');
  await symlink(source, link);
  const text = await readFile(path.join(source, patch.file), 'utf8');
  await writeFile(path.join(folder, 'patched.go'), patchedText(text, patch));
  const overlay = { Replace: { [path.join(link, patch.file)]: path.join(folder, 'patched.go') } };
  await writeFile(path.join(folder, 'overlay.json'), JSON.stringify(overlay));
  for (const name of ['go.mod', 'go.sum'])
    await writeFile(path.join(folder, name), await readFile(path.join(modFolder, name), 'utf8'));
  await execa('go', ['mod', 'edit', `-replace=${patch.module}=${link}`, path.join(folder, 'go.mod')]);
  return [`-modfile=${path.join(folder, 'go.mod')}`, `-overlay=${path.join(folder, 'overlay.json')}`];
}

/** The patched text of the file; throws if the text to replace does not occur exactly once. */
export function patchedText(text: string, { module, file, from, to }: Patch): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${module}/${file} holds "${from}" ${parts.length - 1} times`);
  return parts.join(to);
}
