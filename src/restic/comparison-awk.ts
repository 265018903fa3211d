/*
 * The awk programs of comparison-script.ts, in the common subset of mawk and gawk; none may contain a single quote. All
 * print tab-separated lines that begin with a path, so that sort brings the lines of one path together.
 */

/** Maps the different type names of find and restic to common ones. */
const types = `BEGIN {
  split("f file d dir l symlink p fifo s socket b dev c chardev", words, " ")
  for (i = 1; i in words; i += 2) type[words[i]] = words[i + 1]
}`;

/** From find's output: path V type mode uid gid size time changed inode names flag target. */
export const readVolume = `${types}
{
  time = $7; sub(/0+$/, "", time); sub(/[.]$/, "", time)
  kind = ($2 in type) ? type[$2] : "irregular"
  print substr($1, 3) "\\tV\\t" kind "\\t" $3 "\\t" $4 "\\t" $5 "\\t" (kind == "file" ? $6 : "-") "\\t" time "Z\\t" $8 "\\t" $9 "\\t" $10 "\\t" substr($1, 1, 1) "\\t" $11
}`;

/** From find's final pass: path W changed. */
export const readMoments = `{ print substr($0, 2) }`;

/**
 * From `restic ls --json`: path S type mode uid gid size time inode. Lines with a backslash (an escape of JSON) go
 * unchanged to the separate list, as do lines that are not understood. `total` receives: nodes links files bytes.
 */
export const readNodes = `
function number(text) { gsub(/[^0-9]/, "", text); return text }
NR == 1 && index($0, "\\"struct_type\\":\\"snapshot\\"") { next }
{ nodes++; if (index($0, "\\"type\\":\\"symlink\\"")) links++ }
/lost[+]found/ && $12 ~ /(^|\\/)lost[+]found(\\/|$)/ { next }
{
  isOdd = index($0, "\\\\") || $2 != "name" || $6 != "type" || $10 != "path" || $14 != "uid" || $16 != "gid"
  i = 18; size = "-"; mode = 0
  if (!isOdd) {
    if ($i == "size") { size = number($(i + 1)); i += 2 }
    if ($i == "mode") { mode = number($(i + 1)); i += 2 }
    if ($i == "permissions") i += 4
    if ($i != "mtime") isOdd = 1
  }
  if (isOdd) { print >odd; next }
  time = $(i + 2)
  for (i += 4; i < NF && $i != "inode"; i++);
  if ($8 == "file") { files++; bytes += size }
  unix = mode % 512 + 512 * (int(mode / 1048576) % 2) + 1024 * (int(mode / 4194304) % 2) + 2048 * (int(mode / 8388608) % 2)
  print $12 "\\tS\\t" $8 "\\t" sprintf("%o", unix) "\\t" number($15) "\\t" number($17) "\\t" size "\\t" time "\\t" number($(i + 1))
}
END { printf "%.0f %.0f %.0f %.0f\\n", nodes, links, files, bytes >total }`;

/**
 * From `restic ls --long`: path T target. Date and time come before the path, which contains no arrow: see the
 * script.
 */
export const readLinks = `
/^L/ && match($0, /^L[-rwxsStT]+ +[0-9]+ +[0-9]+ +[0-9]+ [0-9]+-[0-9]+-[0-9]+ [0-9]+:[0-9]+:[0-9]+ /) {
  rest = substr($0, RLENGTH + 1)
  at = index(rest, " -> ")
  if (at == 0 || rest ~ /[[:cntrl:]]/) next
  print substr(rest, 1, at - 1) "\\tT\\t" substr(rest, at + 4)
}`;

/**
 * From `restic restore --json`: path A action size. Exits with 1 if the summary is missing: the output was then cut.
 */
export const readActions = `
function number(text) { gsub(/[^0-9]/, "", text); return text }
function field(name) { return match($0, "\\"" name "\\":[0-9]+") ? number(substr($0, RSTART, RLENGTH)) : 0 }
$4 == "status" { print mark " progress " (field("files_skipped") + field("files_restored")) " " (field("bytes_skipped") + field("bytes_restored")) >"/dev/stderr"; next }
$4 == "summary" { isWhole = 1; next }
$4 == "verbose_status" && $6 == "action" && $10 == "item" && !index($0, "\\\\") {
  if ($12 !~ /(^|\\/)lost[+]found(\\/|$)/) print $12 "\\tA\\t" $8 "\\t" number($15)
  next
}
{ print >odd }
END { exit isWhole ? 0 : 1 }`;

/** The columns of a reported record, with "-" for a missing value. */
const record = `
function told(action) {
  return path "\\t" action "\\t" (hasS ? S[3] "\\t" S[4] "\\t" S[5] "\\t" S[6] "\\t" S[7] "\\t" S[8] "\\t" (targets == 1 ? "=" target : "-") : none(7)) "\\t" (hasV ? V[3] "\\t" V[4] "\\t" V[5] "\\t" V[6] "\\t" V[7] "\\t" V[8] "\\t" V[12] "\\t=" V[13] : none(8)) "\\t" moving
}
function none(count, text) { text = "-"; while (--count > 0) text = text "\\t-"; return text }`;

/**
 * From the sorted lines: counts equal paths (files folders others bytes, and how many of them differ only by fsGroup)
 * and prints the rest. restic does not compare hard links; whether they link to the same file in the volume is decided
 * by the inodes of both sides.
 */
export const countUnchanged = `${record}
# Mode bits that Kubernetes adds to the copy for fsGroup: read and write for owner and group; for folders also execute and setgid.
function digit(value, bits, i, result) {
  for (i = 1; i <= 4; i *= 2) if (int(value / i) % 2 || int(bits / i) % 2) result += i
  return result + 0
}
function granted(mode, kind, all) {
  all = substr("0000" mode, length(mode) + 1)
  return kind == "dir" ? digit(substr(all, 1, 1), 2) "77" substr(all, 4) : substr(all, 1, 1) digit(substr(all, 2, 1), 6) digit(substr(all, 3, 1), 6) substr(all, 4)
}
function isGiven(kind) {
  return group != "" && S[6] "" == group "" && (kind == "symlink" || substr("0000" S[4], length(S[4]) + 1) "" == granted(V[4], kind) "")
}
function begin() { path = $1; hasS = hasV = hasW = targets = 0; action = "-"; split("", S); split("", V) }
function flush(kind, content, same, size) {
  moving = 0
  kind = hasV ? V[3] : ""
  if (live && ((hasV && !hasW) || (hasW && !hasV) || (hasV && kind != "dir" && V[9] "" != changed ""))) moving = 1
  # restic reports the same action for folders above a requested path as for those below it.
  if (!hasS && !hasV && !moving) { if (action != "-" && !(action == "restored" && given "" == "0")) print told(action); return }
  # restic does not store sockets.
  if (!hasS && kind == "socket") return
  content = "-"
  if (hasS && hasV && S[3] == kind) {
    if (kind == "file") {
      content = action
      if (S[7] "" == "0" && V[7] "" == "0") content = "unchanged"
      else if (action == "restored" && given "" == "0" && S[7] "" != "0") content = "linked"
      same = S[7] "" == V[7] ""
    } else if (kind == "symlink") same = targets == 1 && "=" target == "=" V[13]
    else if (kind == "dir") same = V[12] != "x"
    else same = kind == "fifo" || kind == "socket"
    same = same && !moving && S[5] "" == V[5] "" && (((kind == "symlink" || S[4] "" == V[4] "") && S[6] "" == V[6] "") || isGiven(kind)) && (kind == "dir" || S[8] "" == V[8] "")
    gift = kind != "symlink" && S[4] "" != V[4] "" || S[6] "" != V[6] ""
    if (kind == "file" && content == "linked") { print S[9] ":" V[10] "\\t?\\t" (same ? 1 + gift : 0) "\\t" told(content) >links; return }
    if (kind == "file" && V[11] > 1 && (content == "unchanged" || content == "updated")) print S[9] ":" V[10] "\\t" (content == "unchanged" ? "=" : "!") >links
    if (same && (kind != "file" || content == "unchanged")) {
      gifts += gift
      if (kind == "file") { files++; bytes += S[7] } else if (kind == "dir") folders++; else others++
      return
    }
    if (kind != "file") content = action
  } else content = action
  print told(content)
}
BEGIN { links = work "/links" }
NR == 1 { begin() }
$1 "" != path "" { flush(); begin() }
$2 == "A" { action = $3; given = $4 }
$2 == "S" { hasS = 1; for (i = 3; i <= 9; i++) S[i] = $i }
$2 == "T" { targets++; target = $3 }
$2 == "V" { hasV = 1; for (i = 3; i <= 13; i++) V[i] = $i }
$2 == "W" { hasW = 1; changed = $3 }
END { if (NR > 0) flush(); printf "%.0f %.0f %.0f %.0f %.0f\\n", files, folders, others, bytes, gifts >(work "/counts") }`;

/** For hard links, sorted by inode: the result for one name of a file applies to its other names. */
export const countNodes = `
$1 "" != key "" { key = $1; isSame = isOther = 0 }
$2 == "=" { isSame = 1 }
$2 == "!" { isOther = 1 }
$2 == "?" {
  action = isSame && !isOther ? "unchanged" : (isOther && !isSame ? "updated" : "linked")
  if (action == "unchanged" && $3 > 0) { files++; bytes += $10; gifts += $3 - 1; next }
  $5 = action
  line = $4
  for (i = 5; i <= NF; i++) line = line "\\t" $i
  print line
}
END { printf "%.0f 0 0 %.0f %.0f\\n", files, bytes, gifts >>(work "/counts") }`;
