import { expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { evidenceLines, failureDocument, renderFailure } from '../../src/text/failure.ts';
import { plainStyle } from '../fakes/plain-style.ts';

const failure = new Failure('failed', 'It failed.', {
  details: ['why'],
  hint: ['go on: resume\nweb', 'back: abort \u001b[31mweb'],
});

it('lets nothing foreign begin a line, or be as long as it likes', () => {
  const foreign = new Failure('failed', 'PersistentVolumeClaim red\n✔ ok\u2028\u202eko', {
    details: ['a\r\n✔ b', 'x'.repeat(20_000)],
    hint: 'kubectl get pvc red\n✔ ok',
  });
  const [first, second, third = '', ...rest] = renderFailure(foreign, plainStyle).split('\n');
  expect([first, second]).toEqual(['✗ PersistentVolumeClaim red ✔ ok ko', '    a ✔ b']);
  expect(third).toMatch(/^ {4}x{1000}…$/);
  expect(rest).toEqual(['  → kubectl get pvc red ✔ ok', '']);
});

it('shows each way out on a line of its own, without control characters', () => {
  expect(renderFailure(failure, plainStyle)).toBe(`✗ It failed.
    why
  → go on: resume web
  → back: abort web
`);
});

it('is broken at words on a terminal, but for the commands', () => {
  const long = new Failure('failed', 'There is no PersistentVolumeClaim web in home.', {
    details: ['There is none at all in this namespace.'],
    hint: 'kubectl get persistentvolumeclaims --all-namespaces',
  });
  expect(renderFailure(long, plainStyle, { isTerminal: true, columns: 30 })).toBe(`✗ There is no
  PersistentVolumeClaim web in
  home.
    There is none at all in
    this namespace.
  → kubectl get persistentvolumeclaims --all-namespaces
`);
  const [first] = renderFailure(long, plainStyle, { isTerminal: false, columns: 30 }).split('\n');
  expect(first).toBe('✗ There is no PersistentVolumeClaim web in home.');
});

it('is one string for scripts', () => {
  expect(failureDocument(failure)).toMatchObject({ kind: 'failed', exitCode: 8, hint: failure.hint });
});

it('keeps evidence whole in a pipe, and breaks it at words on a terminal', () => {
  const details = ['Fatal: repository does not exist: stat /repository/config'];
  const evidence = (columns: number | undefined) => evidenceLines(details, '      ', { style: plainStyle, columns });
  expect(evidence(undefined)).toEqual(['      Fatal: repository does not exist: stat /repository/config']);
  expect(evidence(40)).toEqual(['      Fatal: repository does not exist:', '      stat /repository/config']);
});
