/**
 * A POSIX script that runs `body`, passes its output on, and says at the end, on stderr behind `mark`, the SHA-256 digest of
 * what it passed on and the exit code of `body`. `before` prepares; both find their words in `$1` and so on. tee of busybox
 * writes in kilobytes; dd makes few large pieces of them, for each is a message.
 */
export function digestedScript(before: string, body: string): string {
  return `mark=$1; shift
${before}
f=/tmp/volsyncctl.$$
mkfifo "$f" || exit
sha256sum <"$f" >"$f.sum" &
{ ${body}; echo $? >"$f.code"; } | tee "$f" | dd ibs=32768 obs=65536 2>/dev/null
wait
printf '\\n%s %s %s\\n' "$mark" "$(cut -c 1-64 "$f.sum")" "$(cat "$f.code")" >&2
rm -f "$f" "$f.sum" "$f.code"`;
}

/**
 * The same for what can be read twice at less cost than tee of busybox has: `body` runs a second time beside the first. The
 * digests differ also where files have changed meanwhile, and then the copy is of no one moment.
 */
export function readTwiceScript(before: string, body: string): string {
  return `mark=$1; shift
${before}
s=/tmp/volsyncctl.$$
{ ${body}; } 2>/dev/null | sha256sum >"$s" &
${body}
code=$?
wait
printf '\\n%s %s %s\\n' "$mark" "$(cut -c 1-64 "$s")" "$code" >&2
rm -f "$s"`;
}

/** What such a script has said on stderr. */
export interface DigestedEnd {
  /** Hexadecimal; undefined where the script did not come to its end. */
  readonly sha256: string | undefined;
  readonly exitCode: number | undefined;
  /** What the program itself said. */
  readonly errors: readonly string[];
}

/** Reads it. */
export function readDigestedEnd(stderr: string, mark: string): DigestedEnd {
  const [words = '', end = ''] = stderr.split(`\n${mark} `);
  const [, sha256, code] = /^([0-9a-f]{64}) (\d+)\n/.exec(end) ?? [];
  return {
    sha256,
    exitCode: code === undefined ? undefined : Number(code),
    errors: words.split('\n').filter((line) => line !== ''),
  };
}
