import { readPath } from '../files/pod-path.ts';
import {
  countNodes,
  countUnchanged,
  readActions,
  readLinks,
  readMoments,
  readNodes,
  readVolume,
} from './comparison-awk.ts';
import { asVolSyncIfOpen } from './repository-script.ts';

/** What to compare, and where. */
export interface ComparisonScript {
  /** A secret marker: it separates the script's own lines from file names. */
  readonly mark: string;
  readonly snapshotId: string;
  /** Relative to `root`, encoded by `podPath`; empty for everything. */
  readonly paths: readonly string[];
  /** Takes files of equal size and time as equal. */
  readonly isFast: boolean;
  /** The volume may be written to: changes during the comparison are reported. */
  readonly isLive: boolean;
  /** The mover's fsGroup: Kubernetes sets it, and adds mode bits, on every file of the copy that is backed up. */
  readonly fsGroup: number | undefined;
  /** Mount path of the volume. */
  readonly root: string;
  /** A folder with room for the lists of all files. */
  readonly scratch: string;
}

/**
 * The command that compares a volume with a snapshot and prints what differs; see comparison-output.ts. It needs bash,
 * awk, find and sort, which VolSync's movers have. `restic restore --dry-run` compares content: it hashes each file of
 * the volume. Everything else it omits or gets wrong (it always claims to restore folders, links and hard links, and
 * also a file that it may not read), so existence, owners, modes, times and link targets come from listings of both
 * sides. All lists are sorted by path on disk, and equal paths are only counted.
 */
export function comparisonCommand(comparison: ComparisonScript): readonly string[] {
  const { mark, snapshotId, isFast, isLive, fsGroup, root, scratch, paths } = comparison;
  const overwrite = isFast ? 'if-changed' : 'always';
  return [
    'bash',
    '-c',
    script,
    'volsyncctl',
    mark,
    root,
    scratch,
    snapshotId,
    overwrite,
    isLive ? '1' : '0',
    String(fsGroup ?? ''),
    ...paths,
  ];
}

/**
 * Names with JSON escapes or characters that do not fit in a line go to separate lists; the volume's list is
 * NUL-separated. Nothing here may depend on a locale.
 */
const script = `
mark=$1 root=$2 overwrite=$5 live=$6 id=$4 scratch=$3 group=$7; shift 7
${asVolSyncIfOpen}export LC_ALL=C TZ=UTC0 TMPDIR=$scratch GOGC=50
# A folder of its own, so that repeated runs do not see each other's files.
work=$(mktemp -d "$scratch/compare.XXXXXX") || exit 71
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM
for name in volume-odd nodes-odd actions-odd moments-odd find-errors counts links errors total; do : >"$work/$name"; done
say() { printf '%s %s\\n' "$mark" "$*" >&2; }
roots=() paths=() includes=()
while [ $# -gt 0 ]; do
  ${readPath}
  roots+=("$p") paths+=("\${p#.}")
  p=\${p#.} p=\${p//\\\\/\\\\\\\\} p=\${p//\\*/\\\\*} p=\${p//\\?/\\\\?}
  includes+=(--include "\${p//\\[/\\\\[}")
done
cd -- "$root" || exit 72
for i in "\${!roots[@]}"; do [ -e "\${roots[i]}" ] || [ -L "\${roots[i]}" ] || say absent "$i"; done
[ \${#roots[@]} -gt 0 ] || roots=(. -mindepth 1)
for tool in find sort awk mktemp; do command -v "$tool" >/dev/null || { echo "there is no $tool in the image" >&2; exit 73; }; done
odd=(! -regex '[^[:cntrl:]"\\\\<>&]*' -o -type l '(' -path '* -> *' -o -lname '*[[:cntrl:]]*' ')')
blind=('(' -type d ! '(' -readable -executable ')' -o -type f ! -readable ')')
seen() { find "\${roots[@]}" -regextype posix-extended -name lost+found -prune -o "$@" 2>>"$work/find-errors"; }
fields='%y\\t%m\\t%U\\t%G\\t%s\\t%TY-%Tm-%TdT%TH:%TM:%TS\\t%C@\\t%i\\t%n'
volume() {
  seen '(' "\${odd[@]}" ')' '(' "\${blind[@]}" -fprintf "$work/volume-odd" x -o -fprintf "$work/volume-odd" - ')' \\
    -fprintf "$work/volume-odd" "\\t$fields\\0%p\\0%l\\0" \\
    -o '(' "\${blind[@]}" -printf x -o -printf - ')' -printf "%p\\t$fields\\t%l\\n" | awk -F '\\t' '${readVolume}'
}
moments() {
  seen '(' "\${odd[@]}" ')' -fprintf "$work/moments-odd" '%C@\\0%p\\0' -o -printf '%p\\tW\\t%C@\\n' | awk '${readMoments}'
}
run() { restic "\${options[@]}" --no-lock --no-cache "$@" 2>>"$work/errors"; }
ended() { [ "$2" -eq 0 ] || { say "failed $1 $2"; tail -c 16384 "$work/errors" >&2; : >"$work/failed"; return 1; }; }
everything() {
  say step volume
  volume
  say step snapshot
  run ls --json --recursive -- "$id" "\${paths[@]}" |
    awk -F '"' -v odd="$work/nodes-odd" -v total="$work/total" '${readNodes}'
  ended ls "\${PIPESTATUS[0]}" || return
  read -r nodes links files bytes <"$work/total"
  say total "$files" "$bytes"
  if [ "$links" -gt 0 ]; then
    run ls --quiet --long --recursive -- "$id" "\${paths[@]}" >"$work/long"
    ended ls "$?" || return
    # If a name or target contains a line end, no line can be trusted; the targets are then queried one by one.
    [ "$(wc -l <"$work/long")" -ne "$nodes" ] || awk '${readLinks}' "$work/long"
    rm -f "$work/long"
  fi
  say step content
  run restore "$id" --target "$root" --dry-run -vv --json --overwrite "$overwrite" "\${includes[@]}" |
    awk -F '"' -v mark="$mark" -v odd="$work/actions-odd" '${readActions}'
  status=("\${PIPESTATUS[@]}")
  ended restore "\${status[0]}" || return
  [ "\${status[1]}" -eq 0 ] || { say 'failed summary 1'; : >"$work/failed"; return; }
  if [ "$live" = 1 ]; then say step again; moments; fi
  for name in find-errors volume-odd nodes-odd actions-odd moments-odd; do
    printf '%s %s %s\\n' "$mark" "$name" "$(wc -c <"$work/$name")" >&4
    cat "$work/$name" >&4
  done
  say step sort
}
exec 4>&1
everything | sort -S 32M -T "$work" | awk -F '\\t' -v live="$live" -v group="$group" -v work="$work" '${countUnchanged}'
status=("\${PIPESTATUS[@]}")
[ ! -e "$work/failed" ] || exit 74
[ "\${status[*]}" = '0 0 0' ] || { echo "sorting or comparing failed: \${status[*]}" >&2; exit 75; }
sort -S 32M -T "$work" "$work/links" | awk -F '\\t' -v work="$work" '${countNodes}'
[ "\${PIPESTATUS[*]}" = '0 0' ] || exit 76
printf '%s counts %s\\n' "$mark" "$(tr '\\n' ' ' <"$work/counts")"
printf '%s over\\n' "$mark"
`;
