import path from 'node:path';
import type { Command } from './demo-story.ts';
import { toolPath } from './tools.ts';

const volsyncctl = path.join(import.meta.dirname, '..', '..', 'bin', 'volsyncctl.js');

/** The executable and arguments of a command in the demo. */
export function programOf({ program, args }: Command): readonly [string, ...string[]] {
  if (program === 'kubectl') return [toolPath('kubectl'), ...args];
  return ['node', program === 'volsyncctl' ? volsyncctl : path.join(import.meta.dirname, 'cli.ts'), ...args];
}
