import { partsFunctions } from '../../../restic/repository-parts.ts';

/**
 * The command of a container that lists every repository below some folders by its files alone: no password, no restic.
 * Each one is a line with the mark: whether it has a config, the number of snapshots and the time of the newest, the
 * number of lock files and the time of the oldest, its size in KiB, the existing parts (see `repository-parts.ts`), the
 * number of empty snapshot files, the beginnings of the names of the others, and its path. The addresses of apps are in
 * the variables `ADDRESS_<number>`; only an address that is a path, and so contains no credentials, is printed.
 */
export function listingCommand(mark: string, folders: readonly string[]): readonly string[] {
  return ['/bin/bash', '-c', script, 'volsyncctl', mark, ...folders];
}

/** The maximum depth of repositories below a mount; their own content is not searched. */
const script = `
mark=$1; shift
shopt -s nullglob dotglob
${partsFunctions}say() { printf '%s %s\\n' "$mark" "$*"; }
shown() { printf '%s' "\${1//[[:cntrl:]]/?}"; }
newest() { stat -c %Y -- "$@" | sort -n | tail -n 1; }
oldest() { stat -c %Y -- "$@" | sort -n | head -n 1; }
list() {
  local folder=$1 config=no part snapshots locks size file ids= empty=0
  [ -f "$folder/config" ] && config=yes
  snapshots=("$folder"/snapshots/*) locks=("$folder"/locks/*)
  for part in "$folder"/{snapshots,keys,index,data} "$folder"/data/*/; do
    if [ -d "$part" ] && ! { [ -r "$part" ] && [ -x "$part" ]; }; then say "unreadable $(shown "\${part%/}")"; break; fi
  done
  for file in "\${snapshots[@]}"; do
    if ! [ -s "$file" ]; then empty=$((empty + 1)); continue; fi
    file=\${file##*/} file=\${file:0:8}
    case $file in *[!0-9a-f]*) ;; *) ids+=,$file ;; esac
  done
  size=$(du -sk -- "$folder" 2>/dev/null | head -n 1 | cut -f 1)
  say "repository $config \${#snapshots[@]} $([ \${#snapshots[@]} -gt 0 ] && newest "\${snapshots[@]}" || echo -)" \\
    "\${#locks[@]} $([ \${#locks[@]} -gt 0 ] && oldest "\${locks[@]}" || echo -) \${size:--} $(parts "$folder") $empty \${ids:-,} $(shown "$folder")"
}
walk() {
  local folder=$1 depth=$2 child
  if ! [ -r "$folder" ] || ! [ -x "$folder" ]; then say "unreadable $(shown "$folder")"; return; fi
  if [ -f "$folder/config" ] || [ -d "$folder/snapshots" ]; then list "$folder"; return; fi
  [ "$depth" -gt 0 ] || return
  for child in "$folder"/*/; do [ -L "\${child%/}" ] || walk "\${child%/}" $((depth - 1)); done
}
say "clock $(date +%s)"
for name in \${!ADDRESS_@}; do
  case \${!name} in /*) say "address \${name#ADDRESS_} $(shown "\${!name}")" ;; *) say "address \${name#ADDRESS_}" ;; esac
done
for folder; do walk "\${folder%/}" 4; done
say over
`;
