import { Failure } from '../errors.ts';
import { withOpenedVolume } from './with-opened-volume.ts';
import type { VolumeOptions, VolumeTarget } from './options.ts';
import type { VolumePorts } from './ports.ts';

export interface CatPorts extends VolumePorts {
  /** Writes the next part of the content; the following one is fetched after it was written. */
  write(bytes: Uint8Array): Promise<void>;
}

/** Writes the content of files, one after the other. */
export async function cat(
  { target, paths }: { readonly target: VolumeTarget; readonly paths: readonly string[] },
  options: VolumeOptions,
  ports: CatPorts,
): Promise<void> {
  await withOpenedVolume(target, options, ports, async ({ files }) => {
    for (const path of paths) {
      const { type } = await files.stat(path);
      if (type !== 'file' && type !== 'symlink') {
        throw new Failure('refused', `${JSON.stringify(path)} is not a file (${type}): it has no content to show.`);
      }
      for await (const bytes of files.read(path)) await ports.write(bytes);
    }
  });
}
