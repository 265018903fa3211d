import { Chalk, type ChalkInstance } from 'chalk';
import type { Style } from '../text/style.ts';
import type { Io, Output } from './io.ts';

/**
 * The style of one stream: `--color always|never` decides, else NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, then whether it is a
 * terminal.
 */
export function styleFor(io: Io, output: Output, flag: string | undefined): Style {
  const chalk = new Chalk({ level: isColored(io.env, output, flag) ? 1 : 0 });
  return {
    good: paint(chalk.green),
    bad: paint(chalk.red),
    warning: paint(chalk.yellow),
    strong: paint(chalk.bold),
    chosen: paint(chalk.inverse),
    quiet: paint(chalk.dim),
  };
}

/** Accepts only one text: chalk joins all its arguments, and `lines.map(paint)` passes the index and the array too. */
function paint(chalk: ChalkInstance): (text: string) => string {
  return (text) => chalk(text);
}

function isColored(env: Io['env'], output: Output, flag: string | undefined): boolean {
  if (flag === 'always') return true;
  if (flag === 'never') return false;
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  if (env['CLICOLOR_FORCE'] && env['CLICOLOR_FORCE'] !== '0') return true;
  return output.isTerminal && env['TERM'] !== 'dumb';
}
