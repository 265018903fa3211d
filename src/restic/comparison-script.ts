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

/** What is compared, and where. */
export interface ComparisonScript {
  /** Nobody else can know it: it tells our words from those of files. */
  readonly mark: string;
  readonly snapshotId: string;
  /** Words of `podPath`; none for all. */
  readonly paths: readonly string[];
  /** Equal size and time count as equal content. */
  readonly isFast: boolean;
  /** Somebody may be writing: what changes meanwhile is told. */
  readonly isLive: boolean;
  /** The mover's fsGroup: Kubernetes gives it, with more bits of the mode, to each file of the copy that is backed up. */
  readonly fsGroup: number | undefined;
  /** Where the volume is mounted. */
  readonly root: string;
  /** A folder that has room for the lists of all files. */
  readonly scratch: string;
}

/**
 * The command that compares a volume with a snapshot and says what is not the same; see comparison-output.ts. It needs bash,
 * awk, find and sort, which VolSync's movers have.
 *
 * `restic restore --dry-run` compares content: it hashes each file of the volume. Everything else it does not say, or says
 * wrongly (of folders, links and second names of a file it says that it would restore them, of a file that it may not read
 * as well), so that what is where, owners, modes, times and targets come from listings of both sides. All of it is sorted by
 * path, outside of the memory, and what is the same goes no further than to be counted.
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
 * Names with what JSON escapes, and whatever else lines of text cannot hold, go beside: the volume's with NUL for an end.
 * Nothing here may depend on a locale.
 */
const script = `
mark=$1 root=$2 overwrite=$5 live=$6 id=$4 scratch=$3 group=$7; shift 7
${asVolSyncIfOpen}export LC_ALL=C TZ=UTC0 TMPDIR=$scratch GOGC=50
# What an earlier try has left, and where a later one leaves nothing.
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
    # A name or a target with a line end: then no line can be trusted, and the targets are asked for one by one.
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
