import { Chalk } from 'chalk';
import type { Style } from '../render/style.ts';
import type { Io, Output } from './io.ts';

/** The style of one stream: `--color always|never` decides, else NO_COLOR, FORCE_COLOR, then whether it is a terminal. */
export function styleFor(io: Io, output: Output, flag: string | undefined): Style {
  const chalk = new Chalk({ level: isColored(io.env, output, flag) ? 1 : 0 });
  return { good: chalk.green, bad: chalk.red, warning: chalk.yellow, strong: chalk.bold, quiet: chalk.dim };
}

function isColored(env: Io['env'], output: Output, flag: string | undefined): boolean {
  if (flag === 'always') return true;
  if (flag === 'never') return false;
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return output.isTerminal && env['TERM'] !== 'dumb';
}
