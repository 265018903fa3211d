import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { paths } from './paths.ts';

/** Runs a command, or an interactive shell, that finds the lab's cluster and its kubectl and restic; returns its exit code. */
export async function shell(command: readonly string[]): Promise<number> {
  if (!existsSync(paths.kubeconfig)) throw new Error('the lab is down: run "npm run lab -- up"');
  const [file = process.env['SHELL'] ?? '/bin/bash', ...args] = command;
  const env = { KUBECONFIG: paths.kubeconfig, PATH: `${paths.userBin}:${process.env['PATH'] ?? ''}` };
  const { exitCode } = await execa(file, args, { env, stdio: 'inherit', reject: false });
  return exitCode ?? 1;
}
