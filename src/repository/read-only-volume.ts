import { crc32 } from 'node:zlib';
import type { Volume } from '../kubernetes/objects.ts';

/** The volume read-only, with a name derived from its content, so that equal volumes of two apps become one. */
export function readOnlyVolume(volume: Volume): Volume {
  return renamed(volume, true);
}

/** The same, writable as in a mover, for work that changes the repository. */
export function writableVolume(volume: Volume): Volume {
  return renamed(volume, false);
}

function renamed(volume: Volume, readOnly: boolean): Volume {
  const { nfs, persistentVolumeClaim } = volume;
  const source = {
    ...volume,
    name: '',
    ...(nfs && { nfs: { ...nfs, readOnly } }),
    ...(persistentVolumeClaim && { persistentVolumeClaim: { ...persistentVolumeClaim, readOnly } }),
  };
  return { ...source, name: `repository-${hashOf(JSON.stringify(source))}` };
}

function hashOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
