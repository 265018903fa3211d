/**
 * State of a repository's folder as the mover's user sees it; if it does not exist yet, of the folder that it would be
 * created in.
 */
export interface RepositoryFolder {
  /** Size of its file system in bytes. */
  readonly size: number;
  readonly available: number;
  /** Undefined if the file system does not count inodes. */
  readonly freeInodes: number | undefined;
  /** The first part that the user may not write to, by owner and mode alone; undefined if there is none. */
  readonly closed: ClosedFolder | undefined;
}

export interface ClosedFolder {
  /** `.` is the folder itself. */
  readonly part: string;
  /** `UID:GID`. */
  readonly owner: string;
  /** Octal digits. */
  readonly mode: string;
  readonly user: string;
}

/**
 * Bash functions: `folder FOLDER` prints the words that `readFolder` parses, or nothing if no volume is mounted there.
 * Nothing is written: owner and mode decide who may write, unless ACLs or the NFS server say otherwise.
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

/** Parses the output of `folder`; undefined if it is malformed. */
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
