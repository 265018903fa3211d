import { rmSync } from 'node:fs';
import { writeWhole } from './credentials.ts';
import type { Fault } from './fault-target.ts';
import { paths } from './paths.ts';

/** Every mount of an NFS volume fails; existing mounts stay. */
export const nfsDown: Fault = nfsFault('down', 'mounting the repository over NFS fails at once');

/** Every mount of an NFS volume hangs for at most two minutes, and then fails. */
export const nfsHang: Fault = nfsFault('hang', 'mounting the repository over NFS hangs for two minutes and fails');

function nfsFault(state: 'down' | 'hang', description: string): Fault {
  return {
    description,
    needs: 'nothing',
    on: () => {
      writeWhole(paths.nfsFault, `${state}\n`, 0o644);
      return Promise.resolve();
    },
    off: () => {
      rmSync(paths.nfsFault, { force: true });
      return Promise.resolve();
    },
  };
}
