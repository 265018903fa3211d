/**
 * Times `diff` on 10,000 files and on 1 GB against a plain `find -type f -exec sha256sum` in the app's own pod, in turns, on one
 * volume each: only the ratios mean something elsewhere. What sha256sum does not have to do is to know what a backup holds.
 *
 *   npm run lab -- up && npm run bench:diff
 *   npm run bench:diff -- --turns 1     a quicker look
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createApp, type NewApp } from '../test/lab/app.ts';
import { kubectl } from '../test/lab/kubectl.ts';
import { paths } from '../test/lab/paths.ts';
import { toolPath } from '../test/lab/tools.ts';
import { peakMemoryOf, timePair, type Program } from './measure.ts';

const { values } = parseArgs({ options: { turns: { type: 'string', default: '3' } } });
const namespace = 'bench-diff';
const program = path.join(import.meta.dirname, '..', 'bin', 'volsyncctl.js');
const env = { KUBECONFIG: paths.kubeconfig };
const turns = Number(values.turns);
const apps: Readonly<Record<string, Pick<NewApp, 'files' | 'bytesPerFile' | 'size'>>> = {
  small: { files: 10_000, bytesPerFile: 100 },
  large: { files: 4, bytesPerFile: 250_000_000, size: '3Gi' },
};

try {
  for (const [name, app] of Object.entries(apps)) {
    await createApp({ name, namespace, bootstrap: false, ...app });
    for (const flags of [[], ['--fast']]) {
      const ours: Program = { file: process.execPath, args: [program, 'diff', name, '-n', namespace, ...flags], env };
      const find = ['exec', '-n', namespace, `deploy/${name}`, '--', 'find', '/data', '-type', 'f'];
      const theirs: Program = { file: toolPath('kubectl'), args: [...find, '-exec', 'sha256sum', '{}', '+'], env };
      const pair = await timePair(ours, theirs, turns);
      const peak = (await peakMemoryOf(ours)) / 2 ** 20;
      const times = `${seconds(pair.ours.medianMs)} against ${seconds(pair.theirs.medianMs)}, ${peak.toFixed(0)} MiB here`;
      console.log(`${['diff', name, ...flags].join(' ')}: ${pair.ratio.toFixed(2)} (${times})`);
    }
  }
} finally {
  await kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
