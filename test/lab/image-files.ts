import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** The folders and accounts that programs take for granted. */
export async function addBase(root: string): Promise<void> {
  for (const folder of ['etc', 'root', 'usr/bin', 'usr/local/bin']) {
    await mkdir(path.join(root, folder), { recursive: true });
  }
  await mkdir(path.join(root, 'tmp'));
  await chmod(path.join(root, 'tmp'), 0o1777);
  await symlink('usr/bin', path.join(root, 'bin'));
  const accounts = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n';
  await writeFile(path.join(root, 'etc/passwd'), accounts);
  await writeFile(path.join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
}

/** Copies a file of this machine, through links, to a path in the image. */
export async function addFile(root: string, from: string, to: string): Promise<void> {
  const target = path.join(root, to);
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(from, target);
}

/** Copies commands of this machine to /usr/bin of the image, with the libraries that they load. */
export async function addCommands(root: string, commands: readonly string[]): Promise<void> {
  const libraries = new Set<string>();
  for (const command of commands) {
    const { stdout: file } = await execa('which', [command]);
    await addFile(root, file, path.join('usr/bin', command));
    for (const library of await librariesOf(file)) libraries.add(library);
  }
  for (const library of libraries) await addFile(root, library, library);
}

/** Adds the certificates that TLS connections to public services are checked against. */
export async function addCertificates(root: string): Promise<void> {
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(bundle)) await addFile(root, bundle, bundle);
}

/** The paths in ldd's lines: `name => /path (address)`, and the loader's `/path (address)`. */
async function librariesOf(file: string): Promise<string[]> {
  const { stdout } = await execa('ldd', [file], { reject: false }); // fails for a static program, which needs none
  return [...stdout.matchAll(/(?:=>\s*|^\s*)(\/\S+) \(/gm)].flatMap((match) => match[1] ?? []);
}
