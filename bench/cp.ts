/**
 * Times `cp` of 1 GB, as a folder and as one file, against `kubectl exec … tar` and `kubectl cp`, in turns, of one volume on one
 * API server: only the ratios mean something elsewhere. The data is random, so nothing on the way can make it smaller; all of them write to a disk.
 *
 *   npm run lab -- up && npm run bench:cp
 *   npm run bench:cp -- --turns 1     a quicker look
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createApp } from '../test/lab/app.ts';
import { kubectl } from '../test/lab/kubectl.ts';
import { paths } from '../test/lab/paths.ts';
import { toolPath } from '../test/lab/tools.ts';
import { peakMemoryOf, timePair, type Program } from './measure.ts';

const { values } = parseArgs({ options: { turns: { type: 'string', default: '3' } } });
const namespace = 'bench-cp';
const env = { KUBECONFIG: paths.kubeconfig };
const target = mkdtempSync(path.join(tmpdir(), 'bench-cp-'));
const mebibyte = 2 ** 20;

/** Our time may be this many times that of `kubectl exec … tar`, which is 0.8 of its speed; the memory is in MiB. */
const limits = { time: 1 / 0.8, memory: 150 } as const;

const failed: string[] = [];
try {
  await createApp({ name: 'big', namespace, bootstrap: false, waitFor: 'files', size: '3Gi' });
  mkdirSync(path.join(target, 'ours'));
  const fill =
    'mkdir -p /data/d && for i in 1 2 3 4; do head -c 250000000 /dev/urandom >/data/d/$i; done; cat /data/d/* >/data/one';
  await kubectl(['exec', '-n', namespace, 'deploy/big', '--', 'sh', '-c', fill]);
  const ours = copyOf('big:/d');
  const one = copyOf('big:/one');
  const turns = Number(values.turns);
  const tar = await timePair(
    ours,
    shell(`exec -n ${namespace} deploy/big -- tar -cf - -C /data d >${target}/tar`),
    turns,
  );
  const pod = (await kubectl(['get', 'pods', '-n', namespace, '-o', 'jsonpath={.items[0].metadata.name}'])).trim();
  const copy = await timePair(ours, shell(`cp ${namespace}/${pod}:/data/d ${target}/kubectl`), turns);
  const cat = await timePair(one, shell(`exec -n ${namespace} deploy/big -- cat /data/one >${target}/tar`), turns);
  const bytes = Math.max(await peakMemoryOf(ours), await peakMemoryOf(one));
  tell('cp against kubectl exec … tar', tar.ratio, limits.time, `${seconds(tar.ours)} against ${seconds(tar.theirs)}`);
  tell('cp against kubectl cp', copy.ratio, Infinity, `${seconds(copy.ours)} against ${seconds(copy.theirs)}`);
  tell(
    'cp of one file against kubectl exec … cat',
    cat.ratio,
    limits.time,
    `${seconds(cat.ours)} against ${seconds(cat.theirs)}`,
  );
  tell('its peak memory', bytes / mebibyte, limits.memory, 'MiB');
} finally {
  rmSync(target, { recursive: true, force: true });
  await kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
}
process.exitCode = failed.length === 0 ? 0 : 9;

function copyOf(what: string): Program {
  const program = path.join(import.meta.dirname, '..', 'bin', 'volsyncctl.js');
  const words = ['cp', what, path.join(target, 'ours', path.basename(what)), '-n', namespace, '--force'];
  return { file: process.execPath, args: [program, ...words], env };
}

/** With a redirection, so that what arrives is written as ours is. */
function shell(kubectlWords: string): Program {
  return { file: 'sh', args: ['-c', `exec ${toolPath('kubectl')} ${kubectlWords}`], env };
}

function tell(what: string, value: number, limit: number, detail: string): void {
  const hasPassed = value <= limit;
  if (!hasPassed) failed.push(what);
  console.log(`${hasPassed ? '✔' : '✗'} ${what}: ${value.toFixed(2)} (${detail})`);
}

function seconds({ medianMs }: { readonly medianMs: number }): string {
  return `${(medianMs / 1000).toFixed(1)} s`;
}
