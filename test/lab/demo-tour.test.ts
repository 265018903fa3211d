import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { story, typed } from './demo-story.ts';
import { playTour, readTour } from './demo-tour.ts';

const demo = path.join(import.meta.dirname, 'demo.ts');

describe('the offline tour', () => {
  it('plays whole in a pipe, at once, with nothing but Node.js on the machine', async () => {
    const { stdout, stderr } = await execa({ env: { PATH: '' }, extendEnv: false })(process.execPath, [
      demo,
      '--offline-tour',
    ]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^This is a recording of npm run demo, made on \d{4}-\d\d-\d\d \d\d:\d\d UTC with\n/);
    expect(stdout).toContain('Successful\n\nvolsyncctl does not:\n');
    expect(stdout).toMatch(/demo\/web +✗ unprotected[^]*demo\/web +✔ protected[^]*End of the recording/);
    expect(stripVTControlCharacters(stdout)).toBe(stdout);
  });

  it('shows each command of the demo, in its order, within 80 columns', () => {
    const text = stripVTControlCharacters(
      readTour()
        .events.map(([, , part]) => part)
        .join(''),
    ).replaceAll('\r\n', '\n');
    const places = story.map((scene) => text.indexOf('say' in scene ? scene.say : typed(scene)));
    expect(places).not.toContain(-1);
    const lines = text.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('has pauses and colours on a terminal, none longer than a person waits', async () => {
    const pauses: number[] = [];
    const written: string[] = [];
    const stream = { isTTY: true, write: (text: string) => written.push(text), on: () => undefined };
    await playTour(stream, { pause: (ms) => Promise.resolve(pauses.push(ms)), isColoured: true });
    expect(written.join('')).toContain('\u001b[32m');
    expect(Math.max(...pauses)).toBe(1200);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(120_000);
  });

  it('ends quietly where its reader has seen enough', async () => {
    const { stdout, stderr, exitCode } = await execa({
      shell: true,
    })`${process.execPath} ${demo} --offline-tour | head -1`;
    expect(stdout).toContain('This is a recording');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });
});
