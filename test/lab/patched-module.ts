import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** A file of a module's source that is another one for the build, and for it alone: the module itself stays as it is. */
export interface Patch {
  /** The module's path in go.mod. */
  readonly module: string;
  /** The file, relative to the module. */
  readonly file: string;
  /** Texts that stand there now, exactly once each, and what stands there instead; where there are none, the file is left out. */
  readonly changes?: Readonly<Record<string, string>>;
}

interface PatchPlaces {
  /** The source of a module in Go's module cache. */
  readonly sourceOf: (module: string) => Promise<string>;
  /** A new folder for what the build needs; the caller removes it. */
  readonly folder: string;
  /** Where the go.mod is that requires the modules. */
  readonly modFolder: string;
}

/**
 * Prepares a build with the patches and returns the flags of `go build` that it takes; none without patches. Go refuses
 * an overlay over its module cache, so a patched module is reached by a link from outside.
 */
export async function patchFlags(
  patches: readonly Patch[],
  { sourceOf, folder, modFolder }: PatchPlaces,
): Promise<string[]> {
  if (patches.length === 0) return [];
  await mkdir(folder, { recursive: true });
  const goMod = path.join(folder, 'go.mod');
  for (const name of ['go.mod', 'go.sum'])
    await writeFile(path.join(folder, name), await readFile(path.join(modFolder, name), 'utf8'));
  const links = new Map<string, string>();
  for (const module of new Set(patches.map((patch) => patch.module))) {
    const link = path.join(folder, `module-${links.size}`);
    await symlink(await sourceOf(module), link);
    await execa('go', ['mod', 'edit', `-replace=${module}=${link}`, goMod]);
    links.set(module, link);
  }
  const replaced: Record<string, string> = {};
  for (const [index, patch] of patches.entries()) {
    const file = path.join(links.get(patch.module) ?? '', patch.file);
    const text = await readFile(file, 'utf8');
    const patched = path.join(folder, `patched-${index}.go`);
    if (patch.changes !== undefined) await writeFile(patched, patchedText(text, patch));
    replaced[file] = patch.changes === undefined ? '' : patched;
  }
  await writeFile(path.join(folder, 'overlay.json'), JSON.stringify({ Replace: replaced }));
  return [`-modfile=${goMod}`, `-overlay=${path.join(folder, 'overlay.json')}`];
}

/** The file's text with the patch; throws where one of the texts that it replaces is not there exactly once. */
export function patchedText(text: string, { module, file, changes = {} }: Patch): string {
  let patched = text;
  for (const [from, to] of Object.entries(changes)) {
    const parts = patched.split(from);
    if (parts.length !== 2) throw new Error(`${module}/${file} holds "${from}" ${parts.length - 1} times`);
    patched = parts.join(to);
  }
  return patched;
}
