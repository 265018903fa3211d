/**
 * Times volsyncctl against kubectl in turns, on one machine and one API server: only the ratios mean something elsewhere.
 *
 *   npm run lab -- up && npm run bench
 *   npm run bench -- --apps 200 --large 1000 --turns 5     a quicker look
 *   npm run bench -- --without-volsync                     an API server that has only VolSync's CRDs
 *
 * VolSync is scaled to zero meanwhile: it would begin to sync every app of the fleet. What is made is removed again.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setFault } from '../test/lab/fault.ts';
import { paths } from '../test/lab/paths.ts';
import { toolPath } from '../test/lab/tools.ts';
import { makeFleet, removeFleet } from './fleet.ts';
import { medianMsOf, peakMemoryOf, timePair, type Program } from './measure.ts';

const { values } = parseArgs({
  options: {
    apps: { type: 'string', default: '1000' },
    large: { type: 'string', default: '5000' },
    turns: { type: 'string', default: '11' },
    'without-volsync': { type: 'boolean', default: false },
  },
});
const apps = Number(values.apps);
const large = Number(values.large);
const turns = Number(values.turns);
/** A fleet as the first page meets it. */
const firstContactApps = 100;
/** The kinds that doctor lists. */
const doctorKinds = [
  ...['replicationsources', 'replicationdestinations', 'persistentvolumeclaims', 'pods', 'jobs', 'events'],
  ...['volumesnapshots', 'volumesnapshotclasses', 'volumesnapshotcontents', 'storageclasses', 'namespaces'],
  ...['networkpolicies', 'deployments', 'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings'],
].join();
const megabyte = 1024 * 1024;
const env = { KUBECONFIG: paths.kubeconfig };

/** What was measured, what it may be at most, and in which unit. */
interface Result {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly detail: string;
}

const results: Result[] = [await startUp()];
if (!values['without-volsync']) await setFault('volsync-down', 'on');
try {
  results.push(...(await firstContact()));
  const small = await fleetOf(apps);
  const big = await fleetOf(large);
  results.push(
    ratio(`status -A, ${apps} sources and ${apps} destinations`, small.pair, 1.5),
    memory(`its peak memory`, small.peakBytes),
    {
      what: `status -A, ${large} of each, for each app against ${apps}`,
      value: big.pair.ours.medianMs / large / (small.pair.ours.medianMs / apps),
      limit: 1,
      detail: `${big.pair.ours.medianMs.toFixed(0)} ms, kubectl ${big.pair.theirs.medianMs.toFixed(0)} ms, ${(big.peakBytes / megabyte).toFixed(0)} MiB`,
    },
  );
} finally {
  if (!values['without-volsync']) await setFault('volsync-down', 'off');
}
for (const { what, value, limit, detail } of results) {
  console.log(`${value <= limit ? '✔' : '✗'} ${what}: ${value.toFixed(2)} (at most ${limit}); ${detail}`);
}
process.exitCode = results.every(({ value, limit }) => value <= limit) ? 0 : 9;

async function startUp(): Promise<Result> {
  return ratio('--version', await timePair(ours('--version'), kubectl('version', '--client'), turns), 1);
}

/** The program alone, on a terminal that `script` gives it, what is typed most, and `doctor` without helper pods. */
async function firstContact(): Promise<readonly Result[]> {
  const namespace = 'bench-first-contact';
  try {
    await makeFleet(namespace, firstContactApps);
    const bin = path.join(import.meta.dirname, '..', 'bin', 'volsyncctl.js');
    const command = `'${process.execPath}' '${bin}'`;
    const onTerminal = { file: 'script', args: ['-qec', command, '/dev/null'], env: { ...env, CI: '', TERM: 'xterm' } };
    const ms = await medianMsOf(onTerminal, turns);
    const what = `volsyncctl alone, ${firstContactApps} apps, seconds`;
    const theirs = kubectl('get', 'replicationsource,replicationdestination', '-n', namespace);
    const status = await timePair(ours('status', '-n', namespace), theirs, turns);
    const completed = ['__complete', 'logs', '-n', namespace, 'app-'];
    const kinds = ['__complete', 'get', 'replicationsources.volsync.backube', '-n', namespace, 'app-'];
    const completion = await timePair(ours(...completed), kubectl(...kinds), turns);
    const doctor = await timePair(doctorOfAll(), kubectl('get', doctorKinds, '-A'), turns);
    return [
      { what, value: ms / 1000, limit: 0.5, detail: 'on a terminal' },
      ratio(`status -n, ${firstContactApps} apps`, status, 3),
      ratio(`completion of the name of one of ${firstContactApps} apps`, completion, 1.5),
      ratio(`doctor -A, ${firstContactApps} apps`, doctor, 6),
    ];
  } finally {
    await removeFleet(namespace);
  }
}

/** The apps of the fleet have no Secrets, so it ends with 9. */
function doctorOfAll(): Program {
  const { file, args } = ours('doctor', '-A', '--no-helper-pods');
  return { file: 'sh', args: ['-c', '"$@"; [ $? -eq 9 ]', 'sh', file, ...args], env };
}

async function fleetOf(count: number) {
  const namespace = `bench-${count}`;
  console.log(`${count} apps in namespace ${namespace} …`);
  try {
    await makeFleet(namespace, count);
    const theirs = kubectl('get', 'replicationsource,replicationdestination', '-A');
    const pair = await timePair(ours('status', '-A'), theirs, turns);
    return { pair, peakBytes: await peakMemoryOf(ours('status', '-A')) };
  } finally {
    await removeFleet(namespace);
  }
}

function ratio(what: string, pair: Awaited<ReturnType<typeof timePair>>, limit: number): Result {
  const [own, other] = [pair.ours, pair.theirs].map(
    ({ medianMs, minMs, maxMs }) => `${medianMs.toFixed(0)} ms (${minMs.toFixed(0)} to ${maxMs.toFixed(0)})`,
  );
  return { what: `${what}, × kubectl`, value: pair.ratio, limit, detail: `${own ?? ''}, kubectl ${other ?? ''}` };
}

function memory(what: string, bytes: number): Result {
  return { what: `${what}, MiB`, value: bytes / megabyte, limit: 200, detail: 'as the kernel counted it' };
}

function ours(...args: readonly string[]): Program {
  const bin = path.join(import.meta.dirname, '..', 'bin', 'volsyncctl.js');
  return { file: process.execPath, args: [bin, ...args], env };
}

function kubectl(...args: readonly string[]): Program {
  return { file: toolPath('kubectl'), args, env };
}
