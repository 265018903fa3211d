/**
 * Measures `verify -A` of very many apps, interrupted with Ctrl-C and continued with `--resume`: time, peak memory,
 * requests to the API server, and helper pods at a time. The resumed run judges all apps, so its memory is that of a
 * whole run.
 *
 *   npm run lab -- up && npm run bench:fleet
 *   npm run bench:fleet -- --namespaces 8 --apps 5 --interrupt 10     a quicker look
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { ask } from '../test/lab/open-connection.ts';
import { paths } from '../test/lab/paths.ts';
import { makeVerifyFleet, removeVerifyFleet, type Fleet } from './verify-fleet-apps.ts';

const { values } = parseArgs({
  options: {
    namespaces: { type: 'string', default: '50' },
    apps: { type: 'string', default: '20' },
    interrupt: { type: 'string', default: '120' },
  },
});
const fleet: Fleet = { prefix: 'bench-fleet', namespaces: Number(values.namespaces), apps: Number(values.apps) };
const count = fleet.namespaces * fleet.apps;
const mebibyte = 1024 * 1024;
const limits = { mebibytes: 200, pods: 4 } as const;
const selector = `bench=${fleet.prefix}`;
const flags = ['verify', '-A', '-l', selector, '--max-age', '1d', '--timeout', '10m', '-o', 'json'];

interface Run {
  readonly exitCode: number | undefined;
  readonly seconds: number;
  readonly mebibytes: number;
  readonly requests: number;
  readonly mostPods: number;
  readonly apps: readonly { readonly verdict: string; readonly message: string; readonly resumed?: true }[];
  readonly pods: number;
  readonly hint: string;
}

try {
  const begunAt = performance.now();
  await makeVerifyFleet(fleet);
  console.log(`${count} apps in ${fleet.namespaces} namespaces, made in ${seconds(performance.now() - begunAt)} s`);
  const cut = await measured([], Number(values.interrupt));
  report('verify -A, interrupted', cut);
  console.log(`  ${cut.hint}`);
  const resumed = await measured(['--resume']);
  report('verify -A --resume', resumed);
  const isFine =
    Math.max(cut.mebibytes, resumed.mebibytes) <= limits.mebibytes &&
    Math.max(cut.mostPods, resumed.mostPods) <= limits.pods &&
    resumed.apps.length === count &&
    resumed.apps.every(({ verdict }) => verdict === 'protected');
  process.exitCode = isFine ? 0 : 9;
} finally {
  await removeVerifyFleet(fleet);
}

function report(what: string, run: Run): void {
  const verdicts = [...Map.groupBy(run.apps, ({ verdict }) => verdict)].map(
    ([word, { length }]) => `${length} ${word}`,
  );
  const figures = [`${run.seconds} s`, `${run.mebibytes} MiB`, `${run.requests} requests`, `${run.pods} pods`];
  const earlier = run.apps.filter(({ resumed }) => resumed === true).length;
  const more = [`at most ${run.mostPods} at a time`, ...verdicts, `${earlier} not read again`];
  console.log(`${what}: ${[...figures, ...more].join(', ')}`);
  const reasons = Map.groupBy(run.apps, ({ message }) => message);
  for (const [message, { length }] of reasons) if (message !== '') console.log(`  ${length} × ${message}`);
}

/** One run of the built program; `interruptAfterSeconds` sends it Ctrl-C. */
async function measured(more: readonly string[], interruptAfterSeconds?: number): Promise<Run> {
  const begunAt = performance.now();
  const program = path.join(import.meta.dirname, '..', 'bin', 'volsyncctl.js');
  const memory = `process.on('exit', () => process.stderr.write('\\nmaxRSS ' + process.resourceUsage().maxRSS + '\\n'));`;
  const importing = ['--import', `data:text/javascript,${encodeURIComponent(memory)}`];
  const running = execa(process.execPath, [...importing, program, ...flags, ...more, '--debug'], {
    env: { KUBECONFIG: paths.kubeconfig },
    reject: false,
    maxBuffer: 1e9,
  });
  if (interruptAfterSeconds !== undefined) setTimeout(() => running.kill('SIGINT'), interruptAfterSeconds * 1000);
  const watched = mostPodsWhile(running);
  const { exitCode, stdout, stderr } = await running;
  const document = stdout === '' ? { apps: [], pods: [] } : (JSON.parse(stdout) as Pick<Run, 'apps'> & { pods: [] });
  return {
    exitCode,
    seconds: seconds(performance.now() - begunAt),
    mebibytes: Math.round((Number(/maxRSS (\d+)$/m.exec(stderr)?.[1]) * 1024) / mebibyte),
    requests: [...stderr.matchAll(/► (?:GET|POST|PATCH|DELETE) \//g)].length,
    mostPods: await watched,
    apps: document.apps,
    pods: document.pods.length,
    hint: /"hint":\s*"(?<hint>[^"]*)"/.exec(stderr)?.groups?.['hint'] ?? stderr.slice(-300),
  };
}

/** The most helper pods that existed at a time, and were not on their way out. */
async function mostPodsWhile(running: Promise<unknown>): Promise<number> {
  let [most, isOver] = [0, false];
  const over = running.then(() => void (isOver = true));
  const query = new URLSearchParams({ labelSelector: 'app.kubernetes.io/component=verify' });
  while (!isOver) {
    const { body } = await ask(`/api/v1/pods?${query.toString()}`);
    const { items } = JSON.parse(body) as { items: readonly { readonly metadata: PodMetadata }[] };
    most = Math.max(most, items.filter(({ metadata }) => isOfFleet(metadata)).length);
    await Promise.race([sleep(500), over]);
  }
  return most;
}

interface PodMetadata {
  readonly namespace: string;
  readonly deletionTimestamp?: string;
}

function isOfFleet({ namespace, deletionTimestamp }: PodMetadata): boolean {
  return namespace.startsWith(`${fleet.prefix}-`) && deletionTimestamp === undefined;
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
