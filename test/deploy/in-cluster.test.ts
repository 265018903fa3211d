import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { program } from '../../src/program/program.ts';
import { run } from '../../src/program/run.ts';
import { FakeIo } from '../fakes/fake-io.ts';

const folder = path.resolve(import.meta.dirname, '../../deploy');
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

describe('the Kustomize base for a cluster', () => {
  it('has the rights that rbac prints, so that they are never more or fewer', async () => {
    const io = new FakeIo();
    await run(['rbac', 'verify', '-A', '--for', 'serviceaccount:volsyncctl:volsyncctl'], io);
    expect(objectsIn(read('in-cluster/rbac.yaml'))).toEqual(objectsIn(io.out));
  });

  it('names each of its files, and the version of this checkout', () => {
    const { resources, images } = parse(read('in-cluster/kustomization.yaml')) as {
      resources: string[];
      images: { newTag: string }[];
    };
    const files = globSync('*.yaml', { cwd: path.join(folder, 'in-cluster') });
    expect([...resources, 'kustomization.yaml'].sort()).toEqual(files.sort());
    expect(images.map(({ newTag }) => newTag)).toEqual([manifest.version]);
  });

  it('runs a command that exists, with its own flags', () => {
    const { spec } = parse(read('in-cluster/cronjob.yaml')) as CronJob;
    const [container] = spec.jobTemplate.spec.template.spec.containers;
    expect(unknownWords(container?.args ?? [])).toEqual([]);
  });
});

describe("k9s' plug-ins", () => {
  const { plugins } = parse(read('k9s/plugins.yaml')) as { plugins: Record<string, K9sPlugin> };

  it.each(Object.entries(plugins))('%s runs a command that exists, on the cluster that k9s shows', (_, plugin) => {
    const line = plugin.command === 'sh' ? (/volsyncctl ([^;|]*)/.exec(plugin.args[1] ?? '')?.[1] ?? '') : '';
    const words = plugin.command === 'sh' ? line.split(' ').filter(Boolean) : plugin.args;
    expect(words.length).toBeGreaterThan(3);
    expect(words).toContain('--context');
    expect(unknownWords(words)).toEqual([]);
  });

  it('take no key twice in one place', () => {
    const keys = Object.values(plugins).flatMap(({ scopes, shortCut }) =>
      scopes.map((scope) => `${scope} ${shortCut}`),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
});

function objectsIn(yaml: string): readonly unknown[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as unknown);
}

interface CronJob {
  spec: { jobTemplate: { spec: { template: { spec: { containers: { args: string[] }[] } } } } };
}

interface K9sPlugin {
  readonly shortCut: string;
  readonly scopes: readonly string[];
  readonly command: string;
  readonly args: readonly string[];
}

/** Words that volsyncctl does not accept: an unknown command, or unknown flags. */
function unknownWords([verb = '', ...words]: readonly string[]): readonly string[] {
  const ours: Command = program({ io: new FakeIo(), end: () => undefined });
  const command = ours.commands.find((one) => one.name() === verb);
  const known = [...(command?.options ?? []), ...ours.options].flatMap(({ short, long }) => [short, long]);
  const flags = words.filter((word) => /^--?[a-z]/.test(word)).filter((flag) => !known.includes(flag));
  return command === undefined ? [verb, ...flags] : flags;
}
