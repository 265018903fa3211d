/** One series as Prometheus parses it. */
export interface ReadSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const label = String.raw`[a-z_]+="(?:[^"\\\n]|\\["\\n])*"`;
const seriesLine = new RegExp(
  String.raw`^(?<name>[a-z_]+)\{(?<labels>(?:${label}(?:,(?!\}))?)+)\} (?<value>-?\d+(?:\.\d+)?)$`,
);

/**
 * Parses Prometheus' text format, and throws if its collector would reject it: an invalid line, a metric without its
 * HELP and TYPE or in two places, a duplicate series.
 */
export function readMetrics(text: string): readonly ReadSeries[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end');
  const read: ReadSeries[] = [];
  const begun = new Set<string>();
  const seen = new Set<string>();
  let current = '';
  const lines = text.split('\n').slice(0, -1);
  for (const [index, line] of lines.entries()) {
    const [, help] = /^# HELP ([a-z_]+) \S.*$/.exec(line) ?? [];
    if (help !== undefined) {
      if (begun.has(help) || lines[index + 1] !== `# TYPE ${help} gauge`)
        throw new Error(`twice or without TYPE: ${line}`);
      begun.add((current = help));
    } else if (line !== `# TYPE ${current} gauge`) {
      read.push(seriesOf(line, current));
      if (seen.size === seen.add(line.replace(/ \S+$/, '')).size) throw new Error(`twice: ${line}`);
    }
  }
  return read;
}

function seriesOf(line: string, current: string): ReadSeries {
  const { name = '', labels = '', value } = seriesLine.exec(line)?.groups ?? {};
  if (name !== current) throw new Error(`no series of ${current}: ${line}`);
  const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [
    key,
    unescaped(text),
  ]);
  return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
