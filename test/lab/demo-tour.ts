import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

/** The recording: an asciicast, version 2, created by `deploy/tour.ts`. */
export const tourFile = path.join(import.meta.dirname, 'demo-tour.cast');

/** A recording: when and of what it was made, and the output with its time in seconds. */
export interface Tour {
  readonly recordedAt: Date;
  /** The versions of the recorded programs. */
  readonly title: string;
  readonly events: readonly (readonly [seconds: number, kind: 'o', text: string])[];
}

/** Where to play a recording. */
export interface TourStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

interface PlayOptions {
  readonly pause?: (ms: number) => Promise<unknown>;
  readonly isColoured?: boolean;
}

/** Longer waits in the recording are cut to this. */
const longestPauseSeconds = 1.2;

/** Plays the recording of the demo: on a terminal with pauses and colors, otherwise at once and as plain text. */
export async function playTour(
  stream: TourStream,
  { pause = sleep, isColoured = process.env['NO_COLOR'] === undefined }: PlayOptions = {},
): Promise<void> {
  const tour = readTour();
  const isTerminal = stream.isTTY === true;
  // A reader that exits early (`| head`) is no failure.
  stream.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  stream.write(introduction(tour));
  let last = 0;
  for (const [seconds, , text] of tour.events) {
    if (isTerminal) await pause(Math.min(longestPauseSeconds, seconds - last) * 1000);
    last = seconds;
    stream.write(isTerminal && isColoured ? text : plain(text));
  }
  stream.write('\nEnd of the recording. To run it for real (Linux, root, Go): npm run demo\n');
}

/** The recording that belongs to this version of the demo. */
export function readTour(): Tour {
  const [header = '', ...events] = readFileSync(tourFile, 'utf8').trim().split('\n');
  const { timestamp, title } = JSON.parse(header) as { timestamp: number; title: string };
  const parsed = events.map((line) => JSON.parse(line) as Tour['events'][number]);
  return { recordedAt: new Date(timestamp * 1000), title, events: parsed };
}

function introduction({ recordedAt, title }: Tour): string {
  return `This is a recording of npm run demo, made on ${recordedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC with
${title}.
Nothing runs now: no cluster is used or changed. Waits are shortened.
Each command is shown as it would be typed, after what it does. Ctrl-C ends.
`;
}

function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll('\r\n', '\n');
}
