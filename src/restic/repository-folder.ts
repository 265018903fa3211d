/** How the folder of a repository is, as the mover's user sees it; of one that is not there yet, the folder that it would be made in. */
export interface RepositoryFolder {
  /** Of its file system, in bytes. */
  readonly size: number;
  readonly available: number;
  /** Undefined where the file system does not count them. */
  readonly freeInodes: number | undefined;
  /** The first part that the user may not write into, by its owner and mode alone; undefined where there is none. */
  readonly closed: ClosedFolder | undefined;
}

export interface ClosedFolder {
  /** `.` is the folder itself. */
  readonly part: string;
  /** As `UID:GID`. */
  readonly owner: string;
  /** As octal digits. */
  readonly mode: string;
  readonly user: string;
}

/**
 * Bash functions: `folder FOLDER` prints the words of `readFolder`, and nothing where no volume is mounted there. Nothing is
 * written: the owner and the mode tell who may write, unless access lists or the server of NFS say otherwise.
 */
export const folderFunctions = `
nearest() {
  local at=$1
  while [ -n "$at" ] && [ ! -d "$at" ]; do case $at in */*) at=\${at%/*} ;; *) at= ;; esac; done
  printf '%s' "\${at:-/}"
}
mounted() { [ "$(stat -c %d -- "$1")" != "$(stat -c %d /)" ]; }
folder() {
  local at user caps sizes part uid gid mode closed
  at=$(nearest "$1") user=$(id -u)
  mounted "$at" || return
  read -r _ caps < <(grep CapEff /proc/self/status)
  sizes=$(LC_ALL=C df -k --output=size,avail,iavail -- "$at" | tail -n 1)
  if [ $((16#\${caps:-0} & 2)) -eq 0 ]; then
    for part in . keys locks index snapshots data; do
      [ "$part" = . ] || { [ "$at" = "$1" ] && [ -d "$at/$part" ]; } || continue
      read -r uid gid mode < <(case $part in .) stat -c '%u %g %a' -- "$at" ;; *) stat -c '%u %g %a' -- "$at/$part" ;; esac)
      [ -n "$mode" ] || continue
      if [ "$uid" = "$user" ]; then bits=$((8#$mode >> 6))
      elif case " $(id -G) " in *" $gid "*) true ;; *) false ;; esac; then bits=$((8#$mode >> 3))
      else bits=$((8#$mode)); fi
      [ $((bits & 3)) -eq 3 ] || { closed="$part $uid:$gid $mode $user"; break; }
    done
  fi
  printf '%s %s' "$(echo $sizes)" "$closed"
}
`;

/** Reads the words of `folder`; undefined where they say nothing. */
export function readFolder([size, available, inodes, ...closed]: readonly string[]): RepositoryFolder | undefined {
  if (![size, available].every((word) => /^\d+$/.test(word ?? ''))) return undefined;
  const [part = '', owner = '', mode = '', user = ''] = closed;
  return {
    size: Number(size) * 1024,
    available: Number(available) * 1024,
    freeInodes: /^\d+$/.test(inodes ?? '') ? Number(inodes) : undefined,
    closed: part === '' ? undefined : { part, owner, mode, user },
  };
}
