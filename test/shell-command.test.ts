import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellCommand, shellWord, shellWords } from '../src/shell-command.ts';

const hostile = ['web; rm -rf ~', '$(id)', '`id`', "it's", 'a b', '"', '\\', '*', '~', '', 'a\nb', '&& id', '#'];

describe('shellCommand', () => {
  it('leaves plain words as they are', () => {
    expect(shellCommand`kubectl get pod/${'web-0'} -n ${'home'} --limit=${3}`).toBe(
      'kubectl get pod/web-0 -n home --limit=3',
    );
  });

  it.each(hostile)('quotes %j as one word of a shell', (text) => {
    const command = shellCommand`printf '%s|' ${text} -n ${text}`;
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe([text, '-n', text, ''].join('|'));
  });

  it('takes words that are quoted already as they are, once', () => {
    const app = shellWords`${'a b'} -n ${'home'}`;
    expect(shellCommand`volsyncctl status ${app}`).toBe("volsyncctl status 'a b' -n home");
  });

  it('quotes a part of a word', () => {
    const command = shellCommand`printf %s --name=${'a b'}`;
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe('--name=a b');
    expect(shellWord('plain-1.2')).toBe('plain-1.2');
  });
});
