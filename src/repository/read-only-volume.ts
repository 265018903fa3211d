import { crc32 } from 'node:zlib';
import type { Volume } from '../kubernetes/objects.ts';

/** The same under a name that says what it is, so that equal volumes of two apps are one. */
export function readOnlyVolume(volume: Volume): Volume {
  const { nfs, persistentVolumeClaim } = volume;
  const source = {
    ...volume,
    name: '',
    ...(nfs && { nfs: { ...nfs, readOnly: true } }),
    ...(persistentVolumeClaim && { persistentVolumeClaim: { ...persistentVolumeClaim, readOnly: true } }),
  };
  return { ...source, name: `repository-${hashOf(JSON.stringify(source))}` };
}

function hashOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
