import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { programOf } from '../test/lab/demo-programs.ts';
import { type Command, story, typed } from '../test/lab/demo-story.ts';
import { tourFile } from '../test/lab/demo-tour.ts';
import { versions } from '../test/lab/versions.ts';
import { record } from './recording.ts';

type Event = readonly [seconds: number, kind: 'o', text: string];

const columns = 80;

/** How long a person reads what is new before the next command is typed, in seconds. */
const readingSeconds = 1;

/** Runs the demo's story on the lab, which has to be up, and writes what was seen as an asciicast. */
async function recordTour(): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1000);
  const events: Event[] = [];
  let now = 0;
  for (const scene of story) {
    now += readingSeconds;
    if ('say' in scene) {
      events.push([now, 'o', `\n${scene.say}\n`]);
      continue;
    }
    events.push([now, 'o', `\n\u{1b}[1m${typed(scene)}\u{1b}[22m\n`]);
    const shown = await show(scene, now + readingSeconds);
    events.push(...shown);
    now = shown.at(-1)?.[0] ?? now;
  }
  const header = { version: 2, width: columns, height: 24, timestamp, title: titleOf() };
  const lines = events.map(([seconds, kind, text]) => {
    const fitting = text.split('\n').map(inColumns).join('\r\n');
    return [Number(seconds.toFixed(2)), kind, fitting];
  });
  writeFileSync(tourFile, [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** What a command printed, from the given moment on; an exit code that is not expected ends the recording. */
async function show(command: Command, from: number): Promise<Event[]> {
  const [file, ...args] = programOf(command);
  const coloured = command.program === 'volsyncctl' ? [...args, '--color', 'always'] : args;
  const { pieces, exitCode } = await record([file, ...coloured], { env: { COLUMNS: String(columns), TZ: 'UTC' } });
  if (exitCode !== command.exitCode) throw new Error(`${typed(command)}\nended with ${exitCode ?? 'a signal'}`);
  const end = exitCode === 0 ? '' : `(exit code ${exitCode})\n`;
  const last = pieces.at(-1)?.seconds ?? 0;
  return [
    ...pieces.map(({ seconds, text }): Event => [from + seconds, 'o', text]),
    ...(end === '' ? [] : [[from + last, 'o', end] as const]),
  ];
}

/** What is written where there is no terminal knows no width: its long lines are broken at blanks. */
function inColumns(line: string): string {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.pop();
    const longer = last === undefined ? word : `${last} ${word}`;
    const isFitting = last === undefined || stripVTControlCharacters(longer).length <= columns;
    lines.push(...(isFitting ? [longer] : [last, `    ${word}`]));
  }
  return lines.join('\r\n');
}

function titleOf(): string {
  const own = JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const { volsync, restic, kubernetes } = versions;
  return `volsyncctl ${own.version}, VolSync ${volsync}, restic ${restic}, Kubernetes ${kubernetes}`;
}

await recordTour();
