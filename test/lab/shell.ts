import { existsSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { writeWhole } from './credentials.ts';
import { paths } from './paths.ts';

/**
 * Runs a command, or an interactive shell, with the lab's cluster, its kubectl and restic, and this checkout's
 * volsyncctl; returns its exit code.
 */
export async function shell(command: readonly string[]): Promise<number> {
  if (!existsSync(paths.kubeconfig)) throw new Error('the lab is down: run "npm run lab -- up"');
  linkProgram();
  const [file = process.env['SHELL'] ?? '/bin/bash', ...args] = command;
  const env = { KUBECONFIG: paths.kubeconfig, PATH: `${paths.userBin}:${process.env['PATH'] ?? ''}` };
  const { exitCode } = await execa(file, args, { env, stdio: 'inherit', reject: false });
  return exitCode ?? 1;
}

/** Uses the Node.js that runs the lab: the machine's own may be too old for the program. */
function linkProgram(): void {
  const link = path.join(paths.userBin, 'volsyncctl');
  const program = path.join(import.meta.dirname, '..', '..', 'bin', 'volsyncctl.js');
  writeWhole(link, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, 0o755);
}
