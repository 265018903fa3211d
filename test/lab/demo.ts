import path from 'node:path';
import { execa } from 'execa';
import { paths } from './paths.ts';
import { LabImpossible, missingForLab } from './prerequisites.ts';
import { toolPath } from './tools.ts';

const root = path.join(import.meta.dirname, '..', '..');
const env = { KUBECONFIG: paths.kubeconfig };

/** Shows the main job on a real cluster: the lab, a sample app, a backup with proof, a backup of nothing, and the way back. */
async function demo(): Promise<void> {
  const missing = await missingForLab();
  if (missing !== undefined) {
    say(new LabImpossible(missing).message);
    process.exitCode = 4;
    return;
  }
  await lab('up');
  await lab('app', 'web', '-n', 'demo');
  say('\nThe sample app web in namespace demo is running. What an operator does first:');
  await show('status -A');
  await show('trigger web -n demo');
  await show('status web -n demo');
  await show('logs web -n demo');
  await emptyTheVolume();
  await bringItBack();
  sayHowToGoOn();
}

/** What volsyncctl is for: a backup of nothing is a success to VolSync. */
async function emptyTheVolume(): Promise<void> {
  say('\nThen somebody empties the volume, and the next backup runs.');
  await kubectl('exec', '-n', 'demo', 'deploy/web', '--', 'sh', '-c', 'rm -r /data/*');
  await show('trigger web -n demo', 9);
  say('\nVolSync calls this sync:');
  await kubectl(
    'get',
    'replicationsource',
    'web',
    '-n',
    'demo',
    '-o',
    'jsonpath={.status.latestMoverStatus.result}{"\\n"}',
  );
  say('\nvolsyncctl does not:');
  await show('verify web -n demo', 9);
}

/** The way back that verify names. */
async function bringItBack(): Promise<void> {
  await show('restore web -n demo --in-place --latest --yes');
  await show('trigger web -n demo');
  await show('verify web -n demo');
}

/** Runs one command of volsyncctl as typed, with its output where it belongs; an exit code that is not expected ends the demo. */
async function show(line: string, expected = 0): Promise<void> {
  say(`\n$ volsyncctl ${line}`);
  const program = path.join(root, 'bin', 'volsyncctl.js');
  const options = { env, stdio: 'inherit', reject: false } as const;
  const { exitCode } = await execa('node', [program, ...line.split(' ')], options);
  if (exitCode !== expected) throw new Error(`volsyncctl ${line} ended with ${exitCode}, not with ${expected}`);
  if (exitCode !== 0) say(`(exit code ${exitCode})`);
}

async function kubectl(...args: readonly string[]): Promise<void> {
  say(`\n$ kubectl ${args.map((arg) => (/[{*]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`);
  await execa(toolPath('kubectl'), args, { env, stdio: 'inherit' });
}

async function lab(...args: readonly string[]): Promise<void> {
  say(`\n$ npm run lab -- ${args.join(' ')}`);
  await execa('node', [path.join(import.meta.dirname, 'cli.ts'), ...args], { stdio: 'inherit' });
}

function sayHowToGoOn(): void {
  say(`
The lab is still running. To go on in it:
  npm run lab -- shell         a shell with volsyncctl, and the lab's kubectl and restic
  npm run lab -- fault --help  break something, and look at it again
  export KUBECONFIG=${paths.kubeconfig}
To stop it and leave nothing behind:
  npm run lab -- down`);
}

function say(text: string): void {
  console.log(text);
}

await demo();
