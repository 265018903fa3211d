import { createHash } from 'node:crypto';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { digestedScript, readDigestedEnd, readTwiceScript } from '../../src/files/digested-script.ts';
import { podPath, readPath } from '../../src/files/pod-path.ts';
import { temporaryFolder } from '../local/temporary-folder.ts';

const mark = 'volsyncctl-0123456789abcdef';
const digest = 'a'.repeat(64);

describe('the end of a digested script', () => {
  it('is read from behind what the program said', () => {
    expect(readDigestedEnd(`oh\n\nno\n${mark} ${digest} 3\n`, mark)).toEqual({
      digest,
      exitCode: 3,
      isMissing: false,
      errors: ['oh', 'no'],
    });
  });

  it.each([
    ['nothing', ''],
    ['no mark', `\n${digest} 0\n`],
    ['the mark of another', `\nvolsyncctl-fedcba9876543210 ${digest} 0\n`],
    ['half a digest', `\n${mark} ${digest.slice(1)} 0\n`],
    ['a digest of a length that none has', `\n${mark} ${digest.slice(0, 40)} 0\n`],
    ['no exit code', `\n${mark} ${digest} \n`],
    ['an end that was cut', `\n${mark} ${digest} 1`],
  ])('is none where there is %s', (_what, said) => {
    expect(readDigestedEnd(said, mark)).toMatchObject({
      digest: undefined,
      exitCode: undefined,
      isMissing: false,
    });
  });

  it('says where the image has no program for the digest', () => {
    expect(readDigestedEnd(`\n${mark} missing\n`, mark)).toMatchObject({ isMissing: true, digest: undefined });
  });

  // It is run as a pod runs it; macOS has no sha256sum by that name.
  it.runIf(globalThis.process.platform === 'linux').each([
    ['printf "a\\0b\\n"', 'a\0b\n', 0],
    ['true', '', 0],
    ['echo half; exit_with() { return 7; }; exit_with', 'half\n', 7],
  ])('is said by the script itself: %s', (body, output, code) => {
    const result = execaSync('sh', ['-c', digestedScript(':', body), 'volsyncctl', mark], { stripFinalNewline: false });
    expect(result.stdout).toBe(output);
    const sha256 = createHash('sha256').update(output).digest('hex');
    expect(readDigestedEnd(result.stderr, mark)).toMatchObject({
      digest: sha256,
      exitCode: code,
      errors: [],
    });
  });

  const onLinux = it.runIf(globalThis.process.platform === 'linux');
  const twice = (body: string, algorithm: 'md5' | 'sha256', env = {}) =>
    execaSync('/bin/sh', ['-c', readTwiceScript(':', body, algorithm), 'volsyncctl', mark], {
      stripFinalNewline: false,
      reject: false,
      env,
    });

  onLinux.each(['md5', 'sha256'] as const)('is said of what is read twice: %s', (algorithm) => {
    const { stdout, stderr } = twice('echo oh >&2; printf "a\\0b\\n"; false', algorithm);
    expect(stdout).toBe('a\0b\n');
    const hex = createHash(algorithm).update('a\0b\n').digest('hex');
    expect(readDigestedEnd(stderr, mark)).toEqual({ digest: hex, exitCode: 1, isMissing: false, errors: ['oh'] });
  });

  onLinux('is not that of what came where the second reading was another', () => {
    const folder = temporaryFolder();
    const { stdout, stderr } = twice(`mkdir ${folder}/taken 2>/dev/null && echo one || echo other`, 'md5');
    expect(readDigestedEnd(stderr, mark).digest).not.toBe(createHash('md5').update(stdout).digest('hex'));
  });

  onLinux('is said before anything is read where there is no program for the digest', () => {
    const { stdout, stderr } = twice('echo content', 'md5', { PATH: '/nowhere' });
    expect(stdout).toBe('');
    expect(readDigestedEnd(stderr, mark)).toMatchObject({ isMissing: true });
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
