import { createPrompt, useEffect, useKeypress, useState } from '@inquirer/core';
import { onExit } from 'signal-exit';
import { isFailure } from '../../../errors.ts';
import { browserScreen, type BrowserView } from './browser-screen.ts';
import { BrowserSession } from './browser-session.ts';
import { shownLevel } from './browser-state.ts';
import type { BrowsedFiles, BrowserTerminal, DrawnOutput, ScreenSize } from '../../../cli/browsed-files.ts';
import { prompting } from '../../../cli/prompt-session.ts';

/**
 * The alternate screen without a cursor, so that nothing stays in the terminal's history; xterm's sequences, which all
 * terminals support.
 */
const enter = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J\x1b[H';
const leave = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const clear = '\x1b[2J\x1b[H';

/**
 * Lets an operator browse files until they quit. Draws on stderr and restores the terminal in any case. Rejects with
 * `interrupted` on Ctrl-C, on the signal and when the terminal is gone; with the signal's reason if that is a Failure.
 */
export async function browseFiles(files: BrowsedFiles, terminal: BrowserTerminal, signal: AbortSignal): Promise<void> {
  const { stderr } = terminal;
  const session = new BrowserSession(files, () => sizeOf(stderr));
  try {
    while ((await browsed(session, { files, terminal, signal })) === 'shell') await openShell(session, files);
  } finally {
    session.close();
    for (const line of session.saved) stderr.write(`${line}\n`);
  }
}

interface Around {
  readonly files: BrowsedFiles;
  readonly terminal: BrowserTerminal;
  readonly signal: AbortSignal;
}

/** Runs the browser until the user quits or opens a shell. */
async function browsed(session: BrowserSession, { files, terminal, signal }: Around): Promise<'quit' | 'shell'> {
  const { stderr, style } = terminal;
  const view = () => ({
    title: files.title,
    hasShell: files.shell !== undefined,
    size: sizeOf(stderr),
    now: terminal.now(),
    style,
  });
  return await prompting(terminal, signal, async (context) => {
    const giveBack = () => draw(stderr, leave);
    const forget = onExit(giveBack); // also if something else ends the process
    draw(stderr, enter);
    try {
      return await screenPrompt({ session, view, stderr }, { ...context, clearPromptOnDone: true });
    } finally {
      forget();
      giveBack();
    }
  });
}

interface ScreenPrompt {
  readonly session: BrowserSession;
  readonly view: () => BrowserView;
  readonly stderr: DrawnOutput;
}

const screenPrompt = createPrompt<'quit' | 'shell', ScreenPrompt>(({ session, view, stderr }, done) => {
  const [, redraw] = useState({});
  useEffect(() => {
    session.listen(() => {
      const { end } = session.state;
      if (end === undefined || session.bug !== undefined) redraw({});
      else done(end);
    });
    const resize = () => {
      draw(stderr, clear); // the terminal may have moved what inquirer is about to erase
      session.resize();
    };
    stderr.stream?.on('resize', resize);
    return () => {
      stderr.stream?.off('resize', resize);
      session.listen(() => undefined); // a download continues, and a shell may use the terminal
    };
  }, []);
  useKeypress((key, readline) => {
    readline.clearLine(0); // keys are not typed answers
    session.press(key);
  });
  if (session.bug !== undefined) throw session.bug.error;
  return browserScreen(session.state, view()).join('\n');
});

async function openShell(session: BrowserSession, files: BrowsedFiles): Promise<void> {
  try {
    await files.shell?.(shownLevel(session.state).folder);
    session.resume();
  } catch (error) {
    if (isFailure(error, 'interrupted') || !(error instanceof Error)) throw error;
    session.resume(error.message);
  }
}

function sizeOf({ rows, columns }: DrawnOutput): ScreenSize {
  return { rows: Math.max(4, rows ?? 24), columns: Math.max(20, columns) };
}

function draw(output: DrawnOutput, sequences: string): void {
  (output.draw ?? output.write)(sequences);
}
