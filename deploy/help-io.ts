import type { Io, Output } from '../src/cli/io.ts';

/** A world in which there is nothing but help: commands can be declared and described, not run. */
export const helpIo: Io = {
  stdout: output(),
  stderr: output(),
  canPrompt: false,
  prompts: { confirm: nothingRuns },
  env: {},
  programName: 'volsyncctl',
  signal: new AbortController().signal,
  // The same for every build.
  now: () => new Date(0),
  sleep: nothingRuns,
  connect: nothingRuns,
  localFiles: nothingRuns,
  completionCache: nothingRuns,
  runProgress: nothingRuns,
  contextNames: nothingRuns,
  creator: () => {
    throw new Error('no command runs here');
  },
  creatorStateOf: () => 'elsewhere',
};

function output(): Output {
  return { isTerminal: false, columns: 80, write: () => undefined, writeBytes: nothingRuns };
}

function nothingRuns(): Promise<never> {
  return Promise.reject(new Error('no command runs here'));
}
