import path from 'node:path';
import { execa } from 'execa';
import { paths } from './paths.ts';
import { LabImpossible, missingForLab } from './prerequisites.ts';

const root = path.join(import.meta.dirname, '..', '..');

/** Shows the main job on a real cluster: the lab, a sample app, a backup with proof, and how it all stands then. */
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
  await show('status', '-A');
  await show('trigger', 'web', '-n', 'demo');
  await show('status', 'web', '-n', 'demo');
  await show('logs', 'web', '-n', 'demo');
  sayHowToGoOn();
}

/** Runs one command of volsyncctl as typed, with its output where it belongs; its own failure ends the demo. */
async function show(...args: readonly string[]): Promise<void> {
  say(`\n$ volsyncctl ${args.join(' ')}`);
  await execa('node', [path.join(root, 'bin', 'volsyncctl.js'), ...args], {
    env: { KUBECONFIG: paths.kubeconfig },
    stdio: 'inherit',
  });
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
