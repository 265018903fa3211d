import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Piece, record } from './recording.ts';
import { svgOf } from './terminal-svg.ts';

const program = path.join(import.meta.dirname, '..', 'bin', 'volsyncctl.js');
const target = path.join(import.meta.dirname, '..', 'docs', 'picture.svg');

/**
 * Runs the README's story on the cluster of the kubeconfig and draws what it printed: how the apps stand, one backed up
 * and looked for, a restore that Ctrl-C ends in its middle, and the way back. APP in NAMESPACE is restored for it.
 */
async function draw(app: string, namespace: string): Promise<void> {
  const story = [
    await show(['status', '-n', namespace]),
    await show(['trigger', app, '-n', namespace]),
    await show(['verify', '-n', namespace]),
    await show(['restore', app, '-n', namespace, '--in-place', '--latest', '--keep-extra-files', '--yes'], /5 of 6/),
    await show(['restore', 'abort', app, '-n', namespace, '--yes']),
  ];
  await writeFile(target, svgOf(story.join('\n')));
}

/** The command as it was typed and what it printed, in colour; Ctrl-C is pressed once stderr says `until`. */
async function show(args: readonly string[], until?: RegExp): Promise<string> {
  const command = ['node', program, '--color', 'always', ...args] as const;
  const { pieces } = await record(command, { env: { COLUMNS: '80' }, interruptAt: until });
  const textOf = (wanted: Piece['source']): string =>
    pieces.flatMap(({ source, text }) => (source === wanted ? [text] : [])).join('');
  const stderr = textOf('stderr');
  const end = until === undefined ? [] : ['^C', `\u{1b}[31m${stderr.slice(stderr.indexOf('✗')).trimEnd()}`];
  return [`\u{1b}[1m$ volsyncctl ${args.join(' ')}\u{1b}[22m`, textOf('stdout').trimEnd(), ...end, ''].join('\n');
}

await draw(process.argv[2] ?? 'web', process.argv[3] ?? 'home');
