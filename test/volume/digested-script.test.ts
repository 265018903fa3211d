import { createHash } from 'node:crypto';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { digestedScript, readDigestedEnd, readTwiceScript } from '../../src/volume/digested-script.ts';
import { podPath, readPath } from '../../src/files/pod-path.ts';
import { temporaryFolder } from '../fakes/local-files/temporary-folder.ts';

const mark = 'volsyncctl-0123456789abcdef';
const digest = 'a'.repeat(64);

describe('the end of a digested script', () => {
  it('is read from behind what the program said', () => {
    expect(readDigestedEnd(`oh\n\nno\n${mark} ${digest} 3\n`, mark)).toEqual({
      sha256: digest,
      exitCode: 3,
      errors: ['oh', 'no'],
    });
  });

  it.each([
    ['nothing', ''],
    ['no mark', `\n${digest} 0\n`],
    ['the mark of another', `\nvolsyncctl-fedcba9876543210 ${digest} 0\n`],
    ['half a digest', `\n${mark} ${digest.slice(1)} 0\n`],
    ['no exit code', `\n${mark} ${digest} \n`],
    ['an end that was cut', `\n${mark} ${digest} 1`],
  ])('is none where there is %s', (_what, said) => {
    expect(readDigestedEnd(said, mark)).toMatchObject({ sha256: undefined, exitCode: undefined });
  });

  // Run as in a pod; macOS has no sha256sum by that name.
  it.runIf(globalThis.process.platform === 'linux').each([
    ['printf "a\\0b\\n"', 'a\0b\n', 0],
    ['true', '', 0],
    ['echo half; exit_with() { return 7; }; exit_with', 'half\n', 7],
  ])('is said by the script itself: %s', (body, output, code) => {
    const result = execaSync('sh', ['-c', digestedScript(':', body), 'volsyncctl', mark], { stripFinalNewline: false });
    expect(result.stdout).toBe(output);
    const sha256 = createHash('sha256').update(output).digest('hex');
    expect(readDigestedEnd(result.stderr, mark)).toEqual({ sha256, exitCode: code, errors: [] });
  });

  const onLinux = it.runIf(globalThis.process.platform === 'linux');
  const twice = (body: string, env = {}) =>
    execaSync('/bin/sh', ['-c', readTwiceScript(':', body), 'volsyncctl', mark], {
      stripFinalNewline: false,
      reject: false,
      env,
    });

  onLinux('is said of what is read twice', () => {
    const { stdout, stderr } = twice('echo oh >&2; printf "a\\0b\\n"; false');
    expect(stdout).toBe('a\0b\n');
    const sha256 = createHash('sha256').update('a\0b\n').digest('hex');
    expect(readDigestedEnd(stderr, mark)).toEqual({ sha256, exitCode: 1, errors: ['oh'] });
  });

  onLinux('is not that of what came where the second reading was another', () => {
    const { stdout, stderr } = twice(`mkdir ${temporaryFolder()}/taken 2>/dev/null && echo one || echo other`);
    expect(readDigestedEnd(stderr, mark).sha256).not.toBe(createHash('sha256').update(stdout).digest('hex'));
  });

  onLinux('is none where there is no program for the digest', () => {
    expect(readDigestedEnd(twice('echo content', { PATH: '/nowhere' }).stderr, mark).sha256).toBeUndefined();
  });
});

describe('the path for a program in a pod', () => {
  it.each([
    '/plain/a.b_c-1',
    '/a b',
    '/it\'s "x"',
    '/ends with\n',
    '/$(id)`id`',
    '/caf\udce9',
    '/ü€😀',
    '/-n',
    '/%s\\0101',
  ])('is one word of plain ASCII that sh reads back: %j', (path) => {
    const word = podPath(path);
    expect(word).toMatch(/^[\w./\\-]+$/);
    const { stdout } = execaSync('sh', ['-c', `${readPath}; printf %s "$p"`, 'sh', word], {
      encoding: 'buffer',
      stripFinalNewline: false,
    });
    const bytes = path === '/caf\udce9' ? Buffer.from('./caf\xe9', 'latin1') : Buffer.from(`.${path}`);
    expect(Buffer.from(stdout).equals(bytes)).toBe(true);
  });
});
