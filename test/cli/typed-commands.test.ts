import { describe, expect, it } from 'vitest';
import { program } from '../../src/program/program.ts';
import {
  connectionFlagsIn,
  withoutConnectionFlags,
  withTypedCommands,
  withTypedHints,
} from '../../src/cli/typed-commands.ts';
import { shellWord } from '../../src/shell-command.ts';
import { FakeIo } from '../fakes/fake-io.ts';

describe('connectionFlagsIn', () => {
  it.each([
    ['status -A', []],
    ['status --context lab -A --kubeconfig=/a/b', ['--context', 'lab', '--kubeconfig', '/a/b']],
    [
      '--cluster c status --user u --as me --as-group g --as-group h',
      '--cluster c --user u --as me --as-group g --as-group h'.split(' '),
    ],
    ['status -s https://a:1 --insecure-skip-tls-verify', ['-s', 'https://a:1', '--insecure-skip-tls-verify']],
    ['status --token secret --server=https://a:1', ['--server', 'https://a:1']],
    ['browse web --context lab -- kubectl --context other', ['--context', 'lab']],
    ['status --context', []],
  ])('%s', (line, flags) => {
    expect(connectionFlagsIn(line.split(' '))).toEqual(flags);
  });

  it('quotes what a shell would read', () => {
    expect(connectionFlagsIn(['--context', "a b'; rm -rf ~", '--as='])).toEqual([
      '--context',
      String.raw`'a b'\''; rm -rf ~'`,
      '--as',
      "''",
    ]);
    expect(shellWord('system:serviceaccount:home:web')).toBe('system:serviceaccount:home:web');
  });
});

describe('withTypedCommands', () => {
  const typed = (text: string, name = 'volsyncctl') => withTypedCommands(text, name, ['--context', 'lab']);

  it.each([
    ['volsyncctl trigger web -n home', 'volsyncctl --context lab trigger web -n home'],
    [
      'look: kubectl get pods -n home; kubectl delete pod x',
      'look: kubectl --context lab get pods -n home; kubectl --context lab delete pod x',
    ],
    ['roll back: volsyncctl restore abort web', 'roll back: volsyncctl --context lab restore abort web'],
    [
      'log in as you do for kubectl, which runs the same plug-in',
      'log in as you do for kubectl, which runs the same plug-in',
    ],
    ['choose another: kubectl config get-contexts', 'choose another: kubectl config get-contexts'],
    ['check: kubectl config view --minify', 'check: kubectl --context lab config view --minify'],
    ['another volsyncctl is running', 'another volsyncctl is running'],
    ['delete volsyncctl/status by hand', 'delete volsyncctl/status by hand'],
  ])('%s', (hint, expected) => {
    expect(typed(hint)).toBe(expected);
  });

  it('has the name that the program was called by, once', () => {
    const name = 'kubectl volsyncctl';
    expect(typed('volsyncctl logs web', name)).toBe('kubectl volsyncctl --context lab logs web');
    expect(typed('kubectl volsyncctl logs web', name)).toBe('kubectl volsyncctl --context lab logs web');
  });

  it('names the file also where contexts are listed', () => {
    const hint = withTypedCommands('kubectl config get-contexts', 'v', [
      '--context',
      'x',
      '--kubeconfig',
      'f',
      '--as',
      'y',
    ]);
    expect(hint).toBe('kubectl --kubeconfig f config get-contexts');
  });

  it('knows every command of the program', () => {
    const { commands } = program({ io: new FakeIo(), end: () => undefined });
    for (const name of commands.flatMap((command) => [command.name(), ...command.aliases()])) {
      expect(typed(`volsyncctl ${name}`)).toBe(`volsyncctl --context lab ${name}`);
    }
  });

  it('changes hints in documents, and nothing else', () => {
    const text = 'kubectl get pods';
    expect(withTypedHints({ message: text, apps: [{ hint: text, at: null, n: 1 }] }, { typed })).toEqual({
      message: text,
      apps: [{ hint: 'kubectl --context lab get pods', at: null, n: 1 }],
    });
  });
});

it.each([
  ['verify -A --resume', 'verify -A --resume'],
  ['--context lab verify -A', 'verify -A'],
  ['verify --context=lab -A --kubeconfig a b', 'verify -A b'],
  ['verify -A --token secret', 'verify -A'],
  ['verify -A --token=secret --insecure-skip-tls-verify -n home', 'verify -A -n home'],
])('%s is repeated in a hint as %s', (line, repeated) => {
  expect(withoutConnectionFlags(line.split(' ')).join(' ')).toBe(repeated);
});
