/** Whether a part of a repository has a non-empty file; `unknown` if that could not be read. */
export type Presence = 'yes' | 'no' | 'unknown';

/** The parts that are required to open a snapshot. */
export interface RepositoryParts {
  /** `unknown` also for a repository on a server. */
  readonly keys: Presence;
  readonly index: Presence;
  readonly packs: Presence;
}

/**
 * Bash functions: `parts FOLDER` prints the three words that `readParts` parses for a repository in a folder. restic
 * writes a pack, then the index, then the snapshot that needs both, so if there is a snapshot, none of them is ever
 * missing in a healthy repository. Anything that cannot be listed is a `?`: the empty answer of a broken file system
 * proves nothing.
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
 * Bash: `closed` prints an error in restic's wording if the user may not list part of a repository in a folder. restic
 * itself takes such a part for empty: missing snapshots for none, missing keys for a wrong password. Its arguments are
 * further parts to check.
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

/** Parses the output of `parts`. */
export function readParts([keys, index, packs]: readonly (string | undefined)[]): RepositoryParts {
  return { keys: presenceOf(keys), index: presenceOf(index), packs: presenceOf(packs) };
}

/** What a repository with snapshots is missing, one sentence each; empty if nothing is known to be missing. */
export function missingParts({ index, packs }: RepositoryParts): readonly string[] {
  return [...(packs === 'no' ? ['data/ holds no pack'] : []), ...(index === 'no' ? ['index/ holds no file'] : [])];
}

function presenceOf(word: string | undefined): Presence {
  return word === 'yes' || word === 'no' ? word : 'unknown';
}
