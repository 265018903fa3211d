/**
 * A POSIX script that runs `body`, passes on its output and finally prints, on stderr after `mark`, the SHA-256 of that
 * output and the exit code of `body`. `before` prepares; both receive their arguments as `$1` and so on. busybox's tee
 * writes in kilobytes; dd combines them into few large blocks, because each one is a message.
 */
export function digestedScript(before: string, body: string): string {
  return `mark=$1; shift
${before}
d=$(mktemp -d /tmp/volsyncctl.XXXXXX) || exit
f=$d/output
mkfifo "$f" || exit
sha256sum <"$f" >"$f.sum" &
{ ${body}; echo $? >"$f.code"; } | tee "$f" | dd ibs=32768 obs=65536 2>/dev/null
wait
printf '\\n%s %s %s\\n' "$mark" "$(cut -c 1-64 "$f.sum")" "$(cat "$f.code")" >&2
rm -rf "$d"`;
}

/**
 * The same for data that is cheaper to read twice than to pass through busybox's tee: `body` runs a second time in
 * parallel. The digests also differ if files have changed in the meantime; the copy then does not show one point in
 * time.
 */
export function readTwiceScript(before: string, body: string): string {
  return `mark=$1; shift
${before}
d=$(mktemp -d /tmp/volsyncctl.XXXXXX) || exit
s=$d/sum
{ ${body}; } 2>/dev/null | sha256sum >"$s" &
${body}
code=$?
wait
printf '\\n%s %s %s\\n' "$mark" "$(cut -c 1-64 "$s")" "$code" >&2
rm -rf "$d"`;
}

/** What such a script has printed on stderr. */
export interface DigestedEnd {
  /** Hexadecimal; undefined if the script did not finish. */
  readonly sha256: string | undefined;
  readonly exitCode: number | undefined;
  /** The program's own messages. */
  readonly errors: readonly string[];
}

/** Parses it. */
export function readDigestedEnd(stderr: string, mark: string): DigestedEnd {
  const [words = '', end = ''] = stderr.split(`\n${mark} `);
  const [, sha256, code] = /^([0-9a-f]{64}) (\d+)\n/.exec(end) ?? [];
  return {
    sha256,
    exitCode: code === undefined ? undefined : Number(code),
    errors: words.split('\n').filter((line) => line !== ''),
  };
}
