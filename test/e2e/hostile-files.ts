/** A file name that would harm a careless program: its bytes, written as Latin-1, and its string in documents. */
export interface HostileName {
  readonly what: string;
  readonly bytes: string;
  readonly shown: string;
}

/** Names of files in the root of a volume. Bytes that are not UTF-8 are U+DC80 to U+DCFF. */
export const hostileNames: readonly HostileName[] = [
  alike('spaces', ' two  blanks '),
  alike('a newline', 'new\nline'),
  alike('a newline at its end', 'ends with one\n'),
  alike('quotes', `both 'quo"tes' and \\n`),
  alike('words of a shell', '$(touch no) `id`; * && %s'),
  alike('what steers a terminal', 'esc\u001b[31mred\u001b]0;title\u0007\u007f\r\t\b'),
  alike('a leading dash', '-rf'),
  alike('a colon', 'web:other'),
  alike('250 bytes', 'n'.repeat(250)),
  { what: 'no UTF-8', bytes: 'bad\xff\xc3utf\x80', shown: 'bad\udcff\udcc3utf\udc80' },
  { what: 'UTF-8', bytes: '\xc3\xa9\xe2\x80\xae\xf0\x9f\x90\xb3', shown: 'é\u202e🐳' },
];

/** Near the maximum path length of Linux: 15 folders and a file. */
export const deepPath = ['/deep', ...Array.from({ length: 15 }, (_, index) => deepName(index)), 'n'.repeat(200)].join(
  '/',
);

/** Writes each of them into the folder where the script runs; the content is `contentOf` the name. */
export function hostileScript(): string {
  const files = hostileNames.map(
    ({ bytes, what }) => `n=$(printf '${octal(bytes)}.'); printf '%s' '${contentOf(what)}' >"./\${n%.}"`,
  );
  const folders = deepPath.split('/').slice(1, -1);
  const deep = folders.map((name) => `mkdir ${name}; cd ${name}`);
  const file = deepPath.split('/').at(-1) ?? '';
  return [...files, '(', ...deep, `printf '%s' '${contentOf('deep')}' >${file}`, ')'].join('\n');
}

/** The content of the file, different for each one. */
export function contentOf(what: string): string {
  return `content of ${what}`;
}

function alike(what: string, name: string): HostileName {
  return { what, bytes: name, shown: name };
}

function deepName(index: number): string {
  return `${index}-`.padEnd(245, 'd');
}

function octal(bytes: string): string {
  return Array.from(bytes, (byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`).join('');
}
