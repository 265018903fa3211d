import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { firstServed } from '../../src/kubernetes/first-served.ts';

const both = [{ version: 'v1' }, { version: 'v1beta1' }];
const absent = (...servedVersions: string[]) => new Failure('not-found', 'it has no such kind', { servedVersions });
const unserved = (...servedVersions: string[]) => new Failure('unknown', 'not served so', { servedVersions });

/** The answer for each version, or its failure. */
function answering(answers: Readonly<Record<string, string | Failure>>) {
  return firstServed(both, ({ version }) => {
    const answer = answers[version];
    return answer instanceof Failure ? Promise.reject(answer) : Promise.resolve(answer);
  });
}

describe('firstServed', () => {
  it('asks for the next version where the server says that it has not this one', async () => {
    expect(await answering({ v1: 'new', v1beta1: 'old' })).toBe('new');
    expect(await answering({ v1: unserved('v1beta1'), v1beta1: 'old' })).toBe('old');
    expect(await answering({ v1: absent('v1', 'v1beta1'), v1beta1: 'old' })).toBe('old');
  });

  it('knows of none where it is proven that there is none', async () => {
    expect(await answering({ v1: absent(), v1beta1: absent() })).toBeUndefined();
    expect(await answering({ v1: absent('v1'), v1beta1: unserved('v1') })).toBeUndefined();
  });

  it('concludes nothing where another version is served, or the server does not say which', async () => {
    const other = { v1: unserved('v2'), v1beta1: unserved('v2') };
    await expect(answering(other)).rejects.toMatchObject({ kind: 'unknown' });
    const broken = { v1: unserved('v1', 'v1beta1'), v1beta1: 'old' };
    await expect(answering(broken)).rejects.toMatchObject({ kind: 'unknown' });
    const silent = { v1: new Failure('unknown', '404'), v1beta1: 'old' };
    await expect(answering(silent)).rejects.toMatchObject({ kind: 'unknown' });
  });

  it.each(['forbidden', 'unreachable', 'not-found'] as const)('fails as it is answered: %s', async (kind) => {
    const failing = { v1: new Failure(kind, 'no'), v1beta1: 'old' };
    await expect(answering(failing)).rejects.toMatchObject({ kind });
  });
});
