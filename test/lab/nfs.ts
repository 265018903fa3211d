import { chmodSync, mkdirSync } from 'node:fs';
import { execa } from 'execa';
import { writeWhole } from './credentials.ts';
import { nfsExport, paths } from './paths.ts';
import path from 'node:path';

/*
 * The lab's kernels need not have an NFS client. The kubelet mounts an `nfs` volume by calling `mount -t nfs`; in the
 * lab it finds our own `mount` first, which bind-mounts a directory instead and can be made to fail or hang. Only the
 * wire protocol is missing. Nothing is installed on the machine.
 */

/** Creates the export and the commands that replace the NFS client. */
export async function prepareNfs(): Promise<void> {
  mkdirSync(paths.faults, { recursive: true });
  mkdirSync(paths.repositories, { recursive: true });
  chmodSync(paths.repositories, 0o777); // like an export without squashing: movers run as many users
  const { stdout: mount } = await execa('which', ['mount']);
  writeWhole(path.join(paths.kubeletBin, 'mount'), mountScript(mount), 0o755);
  const { stdout: umount } = await execa('which', ['umount']);
  writeWhole(path.join(paths.kubeletBin, 'umount'), umountScript(umount), 0o755);
  // The kubelet would move its mounts out of the lab's cgroup with it.
  writeWhole(path.join(paths.kubeletBin, 'systemd-run'), '#!/bin/sh\nexit 1\n', 0o755);
}

/** How long a mount hangs before it fails, like mount.nfs in the foreground (retry=2 minutes). */
const hangSeconds = 120;

function mountScript(mount: string): string {
  return `#!/bin/sh
# The lab's NFS client: see nfs.ts. Everything that is not NFS goes to the real mount.
kind= options= source= target=
index=0 skip=
for word; do
  case $skip in
    t) kind=$word skip= ; continue ;;
    o) options=$word skip= ; continue ;;
  esac
  case $word in
    -t) skip=t ;;
    -o) skip=o ;;
    -*) ;;
    *) index=$((index + 1)); [ $index = 1 ] && source=$word; [ $index = 2 ] && target=$word ;;
  esac
done
case $kind in nfs|nfs4) ;; *) exec ${mount} "$@" ;; esac

fail() { echo "mount.nfs: $1" >&2; exit 32; }
fault() { cat ${paths.nfsFault} 2>/dev/null; }
server=\${source%%:*} folder=\${source#*:}
[ "$server" = ${nfsExport.server} ] || fail "Failed to resolve server $server: Name or service not known"
waited=0
while [ "$(fault)" = hang ] && [ $waited -lt ${hangSeconds} ]; do sleep 1; waited=$((waited + 1)); done
case $(fault) in
  hang) fail "Connection timed out for $source on $target" ;;
  down) fail "Connection refused for $source on $target" ;;
esac
[ -d "${paths.nfsRoot}$folder" ] || fail "mounting $source failed, reason given by server: No such file or directory"
${mount} --rbind "${paths.nfsRoot}$folder" "$target" || exit 32
case ",$options," in *,ro,*) exec ${mount} -o remount,bind,ro "$target" ;; esac
`;
}

/** Mounts below the export, as by the fault `repository-full`, are included and have to be unmounted with it. */
function umountScript(umount: string): string {
  return `#!/bin/sh
case "$*" in */volumes/kubernetes.io~nfs/*) exec ${umount} --recursive "$@" ;; esac
exec ${umount} "$@"
`;
}
