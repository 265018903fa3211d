import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { paths } from './paths.ts';

/** An image to make from files of this machine. */
export interface ImageRecipe {
  /** The name that pods use, with a tag. */
  readonly reference: string;
  /** Changes whenever the content would; the archive is kept under it. */
  readonly key: string;
  readonly user?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** Fills an empty folder with the image's files; owners do not matter, everything becomes root's. */
  fill(root: string): Promise<void>;
}

/** Where the archive of an image is, or will be. */
function archivePath(recipe: ImageRecipe): string {
  const name = recipe.reference.replaceAll(/[/:]/g, '_');
  return path.join(paths.cachedImages, `${name}-${recipe.key}.tar`);
}

/** Makes the archive (docker's format, which `ctr images import` reads) unless it is there, and returns its path. */
export async function makeArchive(recipe: ImageRecipe): Promise<string> {
  const archive = archivePath(recipe);
  if (existsSync(archive)) return archive;
  await mkdir(paths.cachedImages, { recursive: true });
  const work = await mkdtemp(path.join(paths.cachedImages, 'partial-'));
  try {
    const root = path.join(work, 'root');
    await mkdir(root);
    await recipe.fill(root);
    const parts = path.join(work, 'parts');
    await mkdir(parts);
    await tar(root, path.join(parts, 'layer.tar'));
    await writeDescription(recipe, parts);
    await tar(parts, path.join(work, 'image.tar'));
    await rename(path.join(work, 'image.tar'), archive);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return archive;
}

async function writeDescription(recipe: ImageRecipe, parts: string): Promise<void> {
  const config = {
    architecture: { x64: 'amd64' }[process.arch as string] ?? process.arch,
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      ...(recipe.user === undefined ? {} : { User: recipe.user }),
      ...(recipe.entrypoint === undefined ? {} : { Entrypoint: recipe.entrypoint }),
      ...(recipe.command === undefined ? {} : { Cmd: recipe.command }),
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${await sha256(path.join(parts, 'layer.tar'))}`] },
  };
  const manifest = [{ Config: 'config.json', RepoTags: [recipe.reference], Layers: ['layer.tar'] }];
  await writeFile(path.join(parts, 'config.json'), JSON.stringify(config));
  await writeFile(path.join(parts, 'manifest.json'), JSON.stringify(manifest));
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function tar(folder: string, archive: string): Promise<void> {
  const plain = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name', '--mtime=@0'];
  await execa('tar', ['--create', '--file', archive, ...plain, '--directory', folder, '.']);
}
