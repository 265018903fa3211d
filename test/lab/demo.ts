import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { execa } from 'execa';
import { programOf } from './demo-programs.ts';
import { type Command as StoryCommand, story, typed } from './demo-story.ts';
import { playTour } from './demo-tour.ts';
import { paths } from './paths.ts';
import { LabImpossible, missingForLab } from './prerequisites.ts';

interface Flags {
  readonly offlineTour: boolean;
  readonly verbose: boolean;
}

function demoCommand(): Command {
  return new Command('demo')
    .description('Sets up the lab cluster on this machine, makes a sample app and runs the main job on it.')
    .option('--offline-tour', 'play a recording of it instead: no cluster, no root, no network; any machine', false)
    .option('--verbose', 'print a line for each step of setting up', false)
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .action(async ({ offlineTour, verbose }: Flags) => {
      await (offlineTour ? playTour(process.stdout) : demo(verbose));
    });
}

/** Shows the story on a real cluster. */
async function demo(isVerbose: boolean): Promise<void> {
  const missing = await missingForLab();
  if (missing !== undefined) {
    say(`${new LabImpossible(missing).message}\nTo watch a recording: npm run demo -- --offline-tour`);
    process.exitCode = 4;
    return;
  }
  say('$ npm run lab -- up');
  const options = isVerbose ? ['--verbose'] : [];
  await execa('node', [path.join(import.meta.dirname, 'cli.ts'), 'up', ...options], { stdio: 'inherit' });
  for (const scene of story) {
    if ('say' in scene) say(`\n${scene.say}`);
    else await show(scene);
  }
  sayHowToGoOn();
}

/** Runs one command as typed, and shows its output; an unexpected exit code ends the demo. */
async function show(command: StoryCommand): Promise<void> {
  say(`\n${typed(command)}`);
  const [file, ...args] = programOf(command);
  const env = { KUBECONFIG: paths.kubeconfig };
  const { exitCode } = await execa(file, args, { env, stdio: 'inherit', reject: false });
  if (exitCode !== command.exitCode)
    throw new Error(
      `${command.program} ${command.args.join(' ')} ended with ${exitCode}, not with ${command.exitCode}`,
    );
  if (exitCode !== 0) say(`(exit code ${exitCode})`);
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

try {
  await demoCommand().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
