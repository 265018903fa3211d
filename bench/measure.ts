import { execa } from 'execa';

/** A program and what it is given. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Two programs timed in turns, in one run on one machine: only their ratio means something elsewhere. */
export interface Pair {
  readonly ours: Timing;
  readonly theirs: Timing;
  /** Of the medians. */
  readonly ratio: number;
}

interface Timing {
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/** Times both in turns, so that what else the machine does meets both alike. The first turn warms caches. */
export async function timePair(ours: Program, theirs: Program, turns: number): Promise<Pair> {
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let turn = 0; turn <= turns; turn += 1) {
    const [a, b] = [await timeOf(ours), await timeOf(theirs)];
    if (turn === 0) continue;
    times.ours.push(a);
    times.theirs.push(b);
  }
  const pair = { ours: timing(times.ours), theirs: timing(times.theirs) };
  return { ...pair, ratio: pair.ours.medianMs / pair.theirs.medianMs };
}

/** The median time of one program; a first run warms caches. */
export async function medianMsOf(program: Program, turns: number): Promise<number> {
  await timeOf(program);
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) times.push(await timeOf(program));
  return timing(times).medianMs;
}

/** The most memory that one run of a Node program held, in bytes, as the kernel counted it. */
export async function peakMemoryOf({ file, args, env }: Program): Promise<number> {
  const report = `process.on('exit', () => process.stderr.write('\\nmaxRSS ' + process.resourceUsage().maxRSS));`;
  const importing = ['--import', `data:text/javascript,${encodeURIComponent(report)}`];
  const { stderr } = await execa(file, [...importing, ...args], { env, maxBuffer: 1e9 });
  const kibibytes = /maxRSS (?<count>\d+)$/.exec(stderr)?.groups?.['count'];
  if (kibibytes === undefined) throw new Error(`no memory was reported: ${stderr}`);
  return Number(kibibytes) * 1024;
}

async function timeOf({ file, args, env }: Program): Promise<number> {
  const start = performance.now();
  await execa(file, args, { env, stdout: 'ignore', stdin: 'ignore' });
  return performance.now() - start;
}

function timing(times: readonly number[]): Timing {
  const sorted = times.toSorted((a, b) => a - b);
  const [minMs = NaN] = sorted;
  return { medianMs: sorted[Math.floor(sorted.length / 2)] ?? NaN, minMs, maxMs: sorted.at(-1) ?? NaN };
}
