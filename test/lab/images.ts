import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, copyFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { build } from './build.ts';
import { busyboxProgram } from './busybox.ts';
import { type ImageRecipe, makeArchive } from './image-archive.ts';
import { addBase, addCertificates, addCommands, addFile } from './image-files.ts';
import { restServer, sources, toolPath } from './tools.ts';
import { images, versions } from './versions.ts';

/** Makes the archives of all images that are not in the cache, from built binaries and from files of this machine; returns the archives' paths. */
export async function makeImages(): Promise<string[]> {
  const program = await busyboxProgram();
  return Promise.all([pause(program), busybox(program), mover(), manager()].map((recipe) => makeArchive(recipe)));
}

/** Builds restic's REST server and makes its image, unless they are in the cache; returns the archive's path. */
export async function makeRestServerImage(): Promise<string> {
  const [binary, program] = await Promise.all([build(restServer), busyboxProgram()]);
  return makeArchive({
    reference: images.restServer,
    key: recipeKey(binary, program),
    entrypoint: ['/usr/local/bin/rest-server'],
    fill: async (root) => {
      await addBusybox(root, program);
      await addFile(root, binary, 'usr/local/bin/rest-server');
    },
  });
}

/** What VolSync's mover script and whoever looks into a mover need: bash, GNU's tools, and what upstream's image has on top. */
const moverCommands = [
  ...['bash', 'sh', 'awk', 'grep', 'sed', 'find', 'xargs', 'tar', 'gzip'],
  ...['basename', 'cat', 'chgrp', 'chmod', 'chown', 'cp', 'cut', 'date', 'dd', 'df', 'dirname', 'du', 'echo', 'env'],
  ...['expr', 'false', 'head', 'hostname', 'id', 'ln', 'ls', 'md5sum', 'mkdir', 'mkfifo', 'mktemp', 'mv', 'nice'],
  ...['nproc', 'od', 'printf', 'pwd', 'readlink', 'realpath', 'rm', 'rmdir', 'seq', 'sha256sum', 'shuf', 'sleep'],
  ...['sort', 'split', 'stat', 'stdbuf', 'sync', 'tac', 'tail', 'tee', 'test', 'timeout', 'touch', 'tr', 'true'],
  ...['truncate', 'tty', 'uname', 'uniq', 'wc', 'whoami', 'yes'],
];

function pause(program: string): ImageRecipe {
  return {
    reference: images.pause,
    key: recipeKey(program),
    entrypoint: ['/bin/sleep', '2147483647'],
    fill: (root) => addBusybox(root, program),
  };
}

function busybox(program: string): ImageRecipe {
  const fill = (root: string) => addBusybox(root, program);
  return { reference: images.busybox, key: recipeKey(program), command: ['sh'], fill };
}

function mover(): ImageRecipe {
  const restic = toolPath('restic');
  return {
    reference: images.mover,
    key: recipeKey(restic, versions.volsync),
    entrypoint: ['/bin/bash'],
    fill: async (root) => {
      await addBase(root);
      await addCommands(root, moverCommands);
      await addCertificates(root);
      await addFile(root, restic, 'usr/local/bin/restic');
      const script = 'mover-restic/entry.sh';
      await addFile(root, path.join(await sources.volsync(), script), script);
      await chmod(path.join(root, script), 0o755);
    },
  };
}

function manager(): ImageRecipe {
  const binary = toolPath('volsync-manager');
  return {
    reference: images.manager,
    key: recipeKey(binary),
    // The Deployment says runAsNonRoot without a user.
    user: '65534:65534',
    entrypoint: ['/manager'],
    fill: async (root) => {
      await addBase(root);
      await addCertificates(root);
      await addFile(root, binary, 'manager');
    },
  };
}

async function addBusybox(root: string, program: string): Promise<void> {
  await addBase(root);
  await copyFile(program, path.join(root, 'usr/bin/busybox'));
  const { stdout: applets } = await execa(program, ['--list']);
  for (const applet of applets.split('\n')) {
    if (applet !== 'busybox') await symlink('busybox', path.join(root, 'usr/bin', applet));
  }
}

/** Changes with the inputs given and with the files that say how images are made. */
function recipeKey(...inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(input);
  for (const file of ['images.ts', 'image-files.ts', 'image-archive.ts']) {
    hash.update(readFileSync(path.join(import.meta.dirname, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
