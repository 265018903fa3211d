/** A part of a manual page; without a title it belongs to the one before. */
export interface ManSection {
  readonly title: string;
  /** Over its items. */
  readonly heading?: string;
  readonly text?: string;
  readonly commands?: readonly string[];
  readonly items?: readonly { readonly term: string; readonly text: string }[];
  readonly preformatted?: string;
}

/** A manual page in the macros of man(7). It has no date, so that it is the same whenever it is made. */
export function rendered({
  name,
  summary,
  version,
  sections,
}: {
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  readonly sections: readonly ManSection[];
}): string {
  const lines = [
    `.TH "${name.toUpperCase()}" "1" "" "volsyncctl ${version}" "volsyncctl"`,
    '.SH NAME',
    `${escaped(name)} \\- ${escaped(summary)}`,
    ...sections.flatMap(sectionLines),
  ];
  return `${lines.join('\n')}\n`;
}

function sectionLines({
  title,
  heading,
  text,
  commands = [],
  items = [],
  preformatted,
}: ManSection): readonly string[] {
  return [
    ...(title === '' ? [] : [`.SH "${title}"`]),
    ...(heading === undefined ? [] : [`.SS "${heading}"`]),
    ...(text === undefined ? [] : [escaped(text)]),
    ...commands.flatMap((command, index) => [...(index === 0 ? [] : ['.br']), `\\fB${escaped(command)}\\fR`]),
    ...items.flatMap((item) => ['.TP', `\\fB${escaped(item.term)}\\fR`, escaped(item.text)]),
    ...(preformatted === undefined ? [] : ['.nf', ...preformatted.trimEnd().split('\n').map(escaped), '.fi']),
  ];
}

/** As text: nothing in it is a request or an escape of roff, which reads ASCII alone. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&')
    .replace(/[^\t -~]/gu, (character) => `\\[u${hexOf(character)}]`);
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
