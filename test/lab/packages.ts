import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { progress } from './progress.ts';

/** Debian packages, each with a check whether its content already exists. */
const packages: Readonly<Record<string, () => Promise<boolean>>> = {
  containerd: async () => (await hasCommand('containerd')) && (await hasCommand('containerd-shim-runc-v2')),
  runc: () => hasCommand('runc'),
  'containernetworking-plugins': () =>
    Promise.resolve(existsSync('/usr/lib/cni/bridge') || existsSync('/opt/cni/bin/bridge')),
  'busybox-static': isBusyboxStatic,
  iproute2: () => hasCommand('ip'),
  openssl: () => hasCommand('openssl'),
  'util-linux': async () => (await hasCommand('nsenter')) && (await hasCommand('unshare')),
  'ca-certificates': () => Promise.resolve(existsSync('/etc/ssl/certs/ca-certificates.crt')),
  e2fsprogs: () => hasCommand('mkfs.ext4'),
};

/** The Debian packages whose content is missing on this machine. */
export async function missingPackages(): Promise<string[]> {
  const checked = await Promise.all(
    Object.entries(packages).map(async ([name, isThere]) => ((await isThere()) ? [] : [name])),
  );
  return checked.flat();
}

/** Installs what is missing, without starting or changing anything else on the machine. */
export async function installPackages(): Promise<void> {
  const missing = await missingPackages();
  if (missing.length === 0) return;
  await progress.step(`install ${missing.join(', ')}`, async () => {
    const install = (): Promise<unknown> => apt(['install', '--yes', '--no-install-recommends', ...missing]);
    try {
      await install();
    } catch {
      // A fresh machine has no package lists; an interrupted installation has to be completed first.
      await execa('dpkg', ['--configure', '-a'], { reject: false });
      await apt(['update']);
      await install();
    }
    if (missing.includes('containerd')) await keepServiceDown();
  });
}

/** Whether a command is on the PATH. */
export async function hasCommand(name: string): Promise<boolean> {
  return !(await execa('which', [name], { reject: false })).failed;
}

async function isBusyboxStatic(): Promise<boolean> {
  const { stdout, failed } = await execa('busybox', [], { reject: false });
  if (failed || !stdout.startsWith('BusyBox')) return false;
  return (await execa('ldd', [await which('busybox')], { reject: false, all: true })).all.includes('not a dynamic');
}

async function which(name: string): Promise<string> {
  return (await execa('which', [name])).stdout;
}

function apt(args: readonly string[]): Promise<unknown> {
  return execa('apt-get', ['-q', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' }, stdin: 'ignore' });
}

/** The package would start a containerd for the whole machine. */
async function keepServiceDown(): Promise<void> {
  await execa('systemctl', ['disable', '--now', 'containerd'], { reject: false });
}
