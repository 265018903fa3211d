import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import tar from 'tar-stream';

/** A file of an archive: its name there, where it is now, and whether it can be run. */
export interface ArchivedFile {
  readonly name: string;
  readonly path: string;
  readonly isExecutable?: boolean;
}

/** Writes a .tar.gz that is the same for the same files: owners are root, times are the start of 1980. */
export async function writeArchive(target: string, files: readonly ArchivedFile[]): Promise<void> {
  const pack = tar.pack();
  const packed = collect(pack);
  for (const { name, path, isExecutable = false } of files) {
    const header = { name, mode: isExecutable ? 0o755 : 0o644, mtime: new Date(315_532_800_000), uid: 0, gid: 0 };
    pack.entry(header, await readFile(path));
  }
  pack.finalize();
  await writeFile(target, gzipSync(await packed, { level: 6 }));
}

async function collect(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
