import { Failure } from '../errors.ts';
import { untilAborted } from '../until-aborted.ts';
import { diskFailure } from './disk-failure.ts';
import { Obstacle } from './entry-name.ts';
import { removeLeftovers } from './leftovers.ts';
import type { LocalTarget, WriteOptions, WrittenFile } from './local-files.ts';
import { refuseReplacing, writeFile } from './part-file.ts';
import type { Creators } from './part-name.ts';
import { Received } from './received.ts';
import { SparseWriter } from './sparse-writer.ts';
import { Tree } from './tree.ts';

/** Writes one file from its content; see the port. */
export async function writeOne(
  content: AsyncIterable<Uint8Array>,
  target: LocalTarget,
  options: WriteOptions,
  creators?: Creators,
): Promise<WrittenFile> {
  if (target.mustBeFolder) throw new Failure('usage', `${target.shown}/ is not a folder, and the source is a file`);
  try {
    return await writeInto(new Tree(target.folder, creators), content, target, options);
  } catch (error) {
    const failure = diskFailure(error, target.shown);
    if (!(failure instanceof Obstacle)) throw failure;
    throw new Failure('refused', `${JSON.stringify(target.shown)} is not written: ${failure.message}`, {
      cause: error,
    });
  }
}

async function writeInto(
  tree: Tree,
  content: AsyncIterable<Uint8Array>,
  { name, source }: LocalTarget,
  { mode, time, size, force, signal, onProgress }: WriteOptions,
): Promise<WrittenFile> {
  const received = new Received();
  const writer = new SparseWriter();
  const file = { name, mode, time, size, isForced: force === true };
  try {
    removeLeftovers(tree);
    refuseReplacing(tree, file);
    await writeFile(tree, file, writer, async () => {
      for await (const chunk of untilAborted(content, signal)) {
        received.take(chunk);
        onProgress?.({ bytes: received.bytes, path: source.archived });
        await writer.write(chunk);
      }
      if (signal.aborted) throw new Failure('interrupted', 'Interrupted.');
      refuseOtherSize(received.bytes, size, source.archived);
    });
    return { bytes: received.bytes };
  } finally {
    tree.close();
  }
}

function refuseOtherSize(bytes: number, size: number | undefined, path: string): void {
  if (size === undefined || bytes === size) return;
  throw new Failure('failed', `${JSON.stringify(path)} has ${size} bytes, but ${bytes} arrived; it was not written`);
}
