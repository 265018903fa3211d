import type { OpenedVolume } from './opened-volume.ts';
import { withBackup } from './open-backup.ts';
import { withVolume } from './open-volume.ts';
import type { VolumeOptions, VolumeTarget } from './options.ts';
import type { VolumePorts } from './ports.ts';

/** Opens a volume, a frozen copy or a backup for `use`, and removes all temporary objects, whatever happens. */
export function withOpenedVolume<T>(
  target: VolumeTarget,
  options: VolumeOptions,
  ports: VolumePorts,
  use: (inside: OpenedVolume) => Promise<T>,
): Promise<T> {
  return options.origin.kind === 'backup'
    ? withBackup(target, options.origin.selector, options, { ports, use })
    : withVolume(target, options, ports, use);
}
