import { Failure } from '../errors.ts';
import { withInside } from './inside/inside.ts';
import type { InsideOptions, InsideTarget } from './inside/options.ts';
import type { InsidePorts } from './inside/ports.ts';

export interface CatPorts extends InsidePorts {
  /** Takes the content, piece by piece; the next is fetched when it is taken. */
  write(bytes: Uint8Array): Promise<void>;
}

/** Passes on the content of files, one after the other. */
export async function cat(
  { target, paths }: { readonly target: InsideTarget; readonly paths: readonly string[] },
  options: InsideOptions,
  ports: CatPorts,
): Promise<void> {
  await withInside(target, options, ports, async ({ files }) => {
    for (const path of paths) {
      const { type } = await files.stat(path);
      if (type !== 'file' && type !== 'symlink') {
        throw new Failure('refused', `${JSON.stringify(path)} is no file (${type}): it has no content to show.`);
      }
      for await (const bytes of files.read(path)) await ports.write(bytes);
    }
  });
}
