import { existsSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { appRepository } from './app-repository.ts';
import { appOf, type Fault, type FaultTarget } from './fault-target.ts';
import { paths } from './paths.ts';
import { inLabMounts } from './process.ts';

/**
 * The app's repository appears on a file system without a free byte; files deleted there in the meantime reappear
 * afterwards.
 */
export const repositoryFull: Fault = {
  description: "no space left for the app's repository",
  needs: 'app',
  on: async (target) => {
    const { folder } = await appRepository(appOf(target));
    if (!existsSync(path.join(folder, 'config'))) throw new Error('the app has no repository yet');
    await inMounts(mountFull, [fullFolder(target), folder]);
  },
  off: (target) => inMounts(unmountFull, [fullFolder(target)]),
};

/** Mounts a copy in memory, shrunk to the minimum, over the original; only visible to the lab's pods. */
const mountFull = `
set -e
mountpoint -q "$2" && exit 0
mkdir -p "$1"
mount -t tmpfs volsyncctl-lab "$1"
cp -a "$2/." "$1"
mount -o "remount,size=$(df --block-size=1 --output=used "$1" | tail -n 1 | tr -d ' ')" "$1"
mount --bind "$1" "$2"
`;

/** Finds the mount by the file system's number, because the Secret that names it may be gone. */
const unmountFull = `
mountpoint -q "$1" || exit 0
device=$(mountpoint -d "$1")
awk -v device="$device" '$3 == device { print $5 }' /proc/self/mountinfo | grep -v '/pods/' | tac | while read -r place; do umount "$place"; done
rmdir "$1"
`;

function fullFolder(target: FaultTarget): string {
  const { app, namespace } = appOf(target);
  return path.join(paths.state, 'full', `${namespace}_${app}`);
}

async function inMounts(script: string, folders: readonly string[]): Promise<void> {
  const [command, ...args] = inLabMounts('sh', ['-c', script, 'sh', ...folders]);
  await execa(command, args);
}
