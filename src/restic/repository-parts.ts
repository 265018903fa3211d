/** Whether a part of a repository holds a file with something in it; `unknown` where that could not be seen. */
export type Presence = 'yes' | 'no' | 'unknown';

/** The parts without which no snapshot can be opened. */
export interface RepositoryParts {
  /** `unknown` also of a repository on a server. */
  readonly keys: Presence;
  readonly index: Presence;
  readonly packs: Presence;
}

/**
 * Bash functions: `parts FOLDER` prints the three words of `readParts` for a repository in a folder. Restic writes a pack,
 * then the index, then the snapshot that needs both, so that where there is a snapshot none of them is ever absent. What
 * cannot be listed is a `?`: an empty answer of a broken file system is none.
 */
export const partsFunctions = `
listable() { LC_ALL=C ls -A -- "$@" >/dev/null 2>&1; }
absent() { case $(LC_ALL=C ls -d -- "$1" 2>&1) in *': No such file or directory') return 0 ;; esac; return 1; }
holds() {
  local part=$1 folder file
  shift
  for folder in "$part" "$@"; do
    for file in "$folder"/*; do [ -f "$file" ] && [ -s "$file" ] && { printf yes; return; }; done
  done
  if [ -d "$part" ]; then listable "$part" "$@" && printf no || printf '?'; return; fi
  absent "$part" && printf no || printf '?'
}
parts() { printf '%s %s %s' "$(holds "$1/keys")" "$(holds "$1/index")" "$(holds "$1/data" "$1"/data/*/)"; }
`;

/**
 * Bash: `closed` prints an error, in restic's words, where the repository is in a folder of which the user may not list a part.
 * restic itself takes such a part for an empty one: snapshots for none, keys for a wrong password. More parts are its words.
 */
export const closedFunction = `
closed() {
  local folder at=\${RESTIC_REPOSITORY#local:}
  case $at in /*) ;; *) return ;; esac
  for folder in "\${@/#/$at/}" "$at"/{keys,index,snapshots,data} "$at"/data/*/; do
    [ -d "$folder" ] || continue
    [ -r "$folder" ] && [ -x "$folder" ] || { printf 'Fatal: open %s: permission denied\\n' "\${folder%/}"; return; }
  done
}
`;

/** Reads the words of `parts`. */
export function readParts([keys, index, packs]: readonly (string | undefined)[]): RepositoryParts {
  return { keys: presenceOf(keys), index: presenceOf(index), packs: presenceOf(packs) };
}

/** What a repository with snapshots lacks, as a sentence each; empty where nothing is known to be absent. */
export function missingParts({ index, packs }: RepositoryParts): readonly string[] {
  return [...(packs === 'no' ? ['data/ holds no pack'] : []), ...(index === 'no' ? ['index/ holds no file'] : [])];
}

function presenceOf(word: string | undefined): Presence {
  return word === 'yes' || word === 'no' ? word : 'unknown';
}
