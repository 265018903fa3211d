import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ExecRequest } from '../../src/kubernetes/cluster.ts';
import { cat } from '../../src/volume/read-file.ts';
import { caught } from '../fakes/api-server/caught.ts';
import { left, options, programs, web, worldWith } from '../fakes/volume-look.ts';

const content: Readonly<Partial<Record<string, string>>> = { './one': 'first\n', './two': 'second' };
const markOf = ({ command }: ExecRequest) => /volsyncctl-[0-9a-f]{16}/.exec(command.join(' '))?.[0] ?? '';

/** Shows these paths; the claimed data may differ from what arrives, and `mode` is their type. */
async function shown(paths: readonly string[], { mode = '81a4', lost = '', failing = false } = {}) {
  const world = worldWith();
  programs(world, (request) => {
    const [mark, name] = [markOf(request), request.command.at(-2) ?? ''];
    if (request.command[2]?.includes('find "$p"')) {
      const isThere = content[name] !== undefined;
      return isThere ? { out: `${mark} ${mode} 5 30 1 1 ${name}${mark}'${name}'${mark}\n` } : { exitCode: 66 };
    }
    const sent = content[name] ?? '';
    const digest = createHash('sha256').update(sent).digest('hex');
    return { out: sent.replace(lost, ''), errors: `oh\n${markOf(request)} ${digest} ${failing ? 1 : 0}\n` };
  });
  let written = '';
  const write = (bytes: Uint8Array) => Promise.resolve(void (written += Buffer.from(bytes).toString()));
  const ports = Object.assign(world, { write });
  const done = cat({ target: web, paths }, options, ports);
  const failure = await done.then(
    () => undefined,
    () => caught(done),
  );
  return { written, failure, left: left(world) };
}

describe('an answer that would be wrong', () => {
  it('is none: content of which something is lost', async () => {
    const { failure, left } = await shown(['/one'], { lost: 'r' });
    expect(failure).toMatchObject({ kind: 'failed' });
    expect(failure?.message).toContain('Checksum mismatch (SHA-256): the transfer was corrupted');
    expect(left).toBe(0);
  });

  it('is none: content that could not be read to its end', async () => {
    expect((await shown(['/one'], { failing: true })).failure).toMatchObject({ kind: 'failed', details: ['oh'] });
  });

  it.each([
    ['41ed', 'dir'],
    ['11a4', 'fifo'],
    ['61a4', 'dev'],
  ])('is none: something of the mode %s, which has no content', async (mode, type) => {
    const { failure, written } = await shown(['/one'], { mode });
    expect(failure?.kind).toBe('refused');
    expect(failure?.message).toBe(`"/one" is not a file (${type}): it has no content to show.`);
    expect(written).toBe('');
  });

  it('is none: one of two files that is not there', async () => {
    const { failure, left } = await shown(['/one', '/gone']);
    expect(failure).toMatchObject({ kind: 'not-found' });
    expect(left).toBe(0);
  });
});

it('writes files one after the other, in the order that was asked for, and leaves no pod', async () => {
  expect(await shown(['/two', '/one'])).toEqual({ written: 'secondfirst\n', failure: undefined, left: 0 });
});

it('follows a link to a file', async () => {
  expect((await shown(['/one'], { mode: 'a1ff' })).written).toBe('first\n');
});
