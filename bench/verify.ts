/**
 * Times `verify` against the runbook's recipe, which runs one pod with `ls` for each app: on one machine, one repository
 * volume and one API server, so only the ratios mean something elsewhere.
 *
 *   npm run lab -- up && npm run bench:verify
 *   npm run bench:verify -- --apps 10     a quicker look
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { nfsExport, paths } from '../test/lab/paths.ts';
import { toolPath } from '../test/lab/tools.ts';
import { images } from '../test/lab/versions.ts';
import { makeVerifyApps, removeVerifyApps } from './verify-apps.ts';

const { values } = parseArgs({ options: { apps: { type: 'string', default: '1,10,50' } } });
const counts = values.apps.split(',').map(Number);
const namespace = 'bench-verify';
const names = Array.from({ length: Math.max(...counts) }, (_, index) => `app-${String(index).padStart(2, '0')}`);
const env = { KUBECONFIG: paths.kubeconfig };

/** For 50 apps the runbook has to take this many times as long as the listing, and as the look with restic. */
const limits = { listing: 20, snapshots: 4 } as const;

const failed: string[] = [];
try {
  await makeVerifyApps(namespace, names);
  for (const count of counts) await compare(names.slice(0, count));
} finally {
  await removeVerifyApps(namespace, names);
}
process.exitCode = failed.length === 0 ? 0 : 9;

/** Ours before and after theirs, so that what else the machine does meets both. */
async function compare(apps: readonly string[]): Promise<void> {
  await Promise.all([ours(apps, 'listing'), ours(apps, 'snapshots')]); // caches
  const check = await timed(() => bootstrapCheck(apps));
  const before = await both(apps);
  const theirs = await timed(() => runbook(apps));
  const after = await both(apps);
  for (const depth of ['listing', 'snapshots'] as const) {
    const ms = (before[depth] + after[depth]) / 2;
    const ratio = theirs / ms;
    const hasPassed = apps.length < 50 || ratio >= limits[depth];
    const what = `${apps.length} apps: verify --depth ${depth} ${seconds(ms)}, the runbook ${seconds(theirs)}`;
    if (!hasPassed) failed.push(what);
    console.log(`${hasPassed ? '✔' : '✗'} ${what}: ${ratio.toFixed(1)} times as long`);
  }
  console.log(`  ${apps.length} apps: bootstrap-check ${seconds(check)}: ${(theirs / check).toFixed(1)} times as long`);
}

async function both(apps: readonly string[]) {
  const listing = await timed(() => ours(apps, 'listing'));
  return { listing, snapshots: await timed(() => ours(apps, 'snapshots')) };
}

/** Every app has to be found protected: a failure is quick as well. */
async function ours(apps: readonly string[], depth: string): Promise<void> {
  const program = path.join(import.meta.dirname, '..', 'bin', 'volsyncctl.js');
  const flags = ['-n', namespace, '--depth', depth, '--timeout', '10m', '--max-age', '1d'];
  await execa(process.execPath, [program, 'verify', ...apps, ...flags], { env });
}

/** The volumes of these apps do not exist, so nothing is lost with them. */
async function bootstrapCheck(apps: readonly string[]): Promise<void> {
  const program = path.join(import.meta.dirname, '..', 'bin', 'volsyncctl.js');
  const words = ['bootstrap-check', ...apps, '-n', namespace, '--timeout', '10m', '--max-age', '1d'];
  await execa(process.execPath, [program, ...words], { env });
}

/** As the runbook has it, one after the other. */
async function runbook(apps: readonly string[]): Promise<void> {
  for (const app of apps) {
    const container = {
      name: 'verify',
      image: images.busybox,
      command: ['ls', '-la', `/repository/${namespace}-${app}/snapshots/`],
      volumeMounts: [{ name: 'repo', mountPath: '/repository' }],
    };
    const spec = { volumes: [{ name: 'repo', nfs: nfsExport }], containers: [container] };
    const flags = ['--rm', '-i', `--image=${images.busybox}`, '--restart=Never', '-n', namespace];
    await execa(toolPath('kubectl'), ['run', 'verify-backup', ...flags, `--overrides=${JSON.stringify({ spec })}`], {
      env,
      stdin: 'ignore',
    });
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
