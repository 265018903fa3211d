import { describe, expect, it } from 'vitest';
import { askedContexts } from '../../../src/cli/kube-contexts/asked-contexts.ts';
import { run } from '../../../src/program/run.ts';
import { FakeIo } from '../../fakes/fake-io.ts';

const known = ['home', 'office', 'attic', 'a,b'];
const asked = (typed: object, command = 'verify') =>
  askedContexts(command, typed as Readonly<Record<string, unknown>>, new FakeIo({ contexts: known }));
const several = (...contexts: readonly string[]) => ({ context: undefined, contexts });

describe('askedContexts', () => {
  it.each([
    [{}, { context: undefined, contexts: undefined }],
    [{ context: ['nowhere'] }, { context: 'nowhere', contexts: undefined }],
    [{ context: ['home', 'home'] }, { context: 'home', contexts: undefined }],
    [{ context: ['home,'] }, { context: 'home', contexts: undefined }],
    [{ context: ['a,b'] }, { context: 'a,b', contexts: undefined }],
    [{ context: ['office', 'home'] }, several('office', 'home')],
    [{ context: ['office, home', 'a,b', 'home'] }, several('office', 'home', 'a,b')],
    [{ allContexts: true }, several(...known)],
  ])('%j', async (typed, expected) => {
    expect(await asked(typed)).toEqual(expected);
  });

  it('reads no kubeconfig for one context', async () => {
    const io = { contextNames: () => Promise.reject(new Error('read')) };
    expect(await askedContexts('verify', { context: ['home'] }, io)).toEqual({ context: 'home', contexts: undefined });
  });

  it.each([
    [{ context: ['home'], allContexts: true }, /^--context and --all-contexts cannot be combined$/],
    [{ context: ['home,office'], server: 'https://x' }, /^--server and several contexts cannot be combined$/],
    [{ allContexts: true, insecureSkipTlsVerify: true }, /^--insecure-skip-tls-verify and --all-contexts cannot/],
    [{ context: ['home', 'office'], token: 'secret' }, /^--token and several/],
  ])('refuses %j', async (typed, message) => {
    await expect(asked(typed)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    [{ context: ['home', 'ofice'] }, /^no context "ofice" in the kubeconfig\. Did you mean office\?$/],
    [{ context: ['x,y'] }, /^no contexts "x" and "y" in the kubeconfig\. It has home, office, attic, a,b\.$/],
  ])('ends as with one context that is not there: %j', async (typed, message) => {
    await expect(asked(typed)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(message) as string,
    });
  });

  it('ends as without a kubeconfig where there is no context at all', async () => {
    const io = new FakeIo();
    await expect(askedContexts('status', { allContexts: true }, io)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

describe('commands that work in one cluster', () => {
  it.each([
    ['trigger web --context home --context office', 'trigger takes only one --context'],
    ['trigger web --all-contexts', 'trigger does not take --all-contexts'],
    ['doctor bundle --context home,office', 'doctor bundle takes only one --context'],
    ['snapshots ls web 1c9b --context home,office', 'snapshots ls takes only one --context'],
  ])('%s', async (line, message) => {
    const io = new FakeIo({ contexts: known });
    expect(await run(line.split(' '), io)).toBe(2);
    expect(io.err).toBe(`✗ ${message}\n  → status, verify, doctor, drill take several contexts\n`);
  });

  it('show their first page for one context', async () => {
    const io = new FakeIo({ contexts: known, isTerminal: true });
    expect(await run(['--context', 'home', '--context', 'office'], io)).toBe(2);
    expect(io.err).toContain('the first page takes only one --context');
  });
});
