import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { archivesIn, homebrewFormula, krewManifest } from '../../deploy/package-managers.ts';
import manifest from '../../package.json' with { type: 'json' };

const { version } = manifest;
const sum = (digit: string): string => digit.repeat(64);
const line = (digit: string, name: string): string => `${sum(digit)}  ${name}\n`;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'volsyncctl-manifests-'));
  const linux = line('1', `volsyncctl-${version}.tgz`) + line('2', `volsyncctl-${version}-linux-x64.tar.gz`);
  await writeFile(path.join(folder, 'SHA256SUMS-linux-x64'), linux);
  await writeFile(path.join(folder, 'SHA256SUMS-darwin-arm64'), line('3', `volsyncctl-${version}-darwin-arm64.tar.gz`));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the manifests of package managers', () => {
  it('speak of the archives that have a checksum, and of nothing else', async () => {
    expect(await archivesIn(folder)).toEqual([
      { platform: 'darwin', arch: 'arm64', sha256: sum('3') },
      { platform: 'linux', arch: 'x64', sha256: sum('2') },
    ]);
  });

  it('name for krew each platform in its own words, with the digest of its archive', async () => {
    const { spec } = parse(krewManifest(await archivesIn(folder))) as {
      spec: { version: string; platforms: { selector: unknown; uri: string; sha256: string }[] };
    };
    expect(spec.version).toBe(`v${version}`);
    expect(spec.platforms.map(({ selector, uri, sha256 }) => ({ selector, sha256, file: path.basename(uri) }))).toEqual(
      [
        {
          selector: { matchLabels: { os: 'darwin', arch: 'arm64' } },
          sha256: sum('3'),
          file: `volsyncctl-${version}-darwin-arm64.tar.gz`,
        },
        {
          selector: { matchLabels: { os: 'linux', arch: 'amd64' } },
          sha256: sum('2'),
          file: `volsyncctl-${version}-linux-x64.tar.gz`,
        },
      ],
    );
  });

  it('are for Homebrew a formula with the archive of each platform and processor', async () => {
    const formula = homebrewFormula(await archivesIn(folder));
    const inOrder = ['on_macos do', 'on_arm do', sum('3'), 'on_linux do', 'on_intel do', sum('2')];
    const places = inOrder.map((part) => formula.indexOf(part));
    expect(places.every((place, index) => place > (places[index - 1] ?? 0))).toBe(true);
    expect(formula.match(/\bdo\b/g)?.length).toBe((formula.match(/^ *end$/gm)?.length ?? 0) - 2);
  });
});
