import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import manifest from '../package.json' with { type: 'json' };

const { version, description, homepage } = manifest;
const releases = `${homepage.replace(/#.*/, '')}/releases/download/v${version}`;

/** An archive with an executable: what it is for, and its digest. */
export interface ReleasedArchive {
  /** As Node.js names it: linux, darwin. */
  readonly platform: string;
  /** As Node.js names it: x64, arm64. */
  readonly arch: string;
  readonly sha256: string;
}

/** Reads which archives a folder holds from its files of checksums (`SHA256SUMS-PLATFORM-ARCH`). */
export async function archivesIn(folder: string): Promise<readonly ReleasedArchive[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('SHA256SUMS-')).sort();
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    [...text.matchAll(/^(\w{64}) {2}volsyncctl-.*-(linux|darwin)-(x64|arm64)\.tar\.gz$/gm)].map(
      ([, sha256 = '', platform = '', arch = '']) => ({ platform, arch, sha256 }),
    ),
  );
}

/** The manifest for krew, the package manager of kubectl's plug-ins: `kubectl volsyncctl`. */
export function krewManifest(archives: readonly ReleasedArchive[]): string {
  return stringify({
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'volsyncctl' },
    spec: {
      version: `v${version}`,
      homepage,
      shortDescription: 'Back up, check and restore with VolSync',
      description: `${description}.\n`,
      platforms: archives.map((archive) => ({
        selector: { matchLabels: { os: archive.platform, arch: archive.arch === 'x64' ? 'amd64' : archive.arch } },
        uri: uri(archive),
        sha256: archive.sha256,
        bin: 'volsyncctl',
        files: ['volsyncctl', 'LICENSE', 'THIRD-PARTY-LICENSES.txt'].map((from) => ({ from, to: '.' })),
      })),
    },
  });
}

/** The formula for Homebrew. */
export function homebrewFormula(archives: readonly ReleasedArchive[]): string {
  const platforms = [...new Set(archives.map(({ platform }) => platform))];
  const blocks = platforms.map((platform) => {
    const choices = archives.filter((archive) => archive.platform === platform).map(cpuBlock);
    return `  on_${platform === 'darwin' ? 'macos' : platform} do\n${choices.join('')}  end\n`;
  });
  return `class Volsyncctl < Formula
  desc "Back up, check and restore with VolSync"
  homepage "${homepage}"
  version "${version}"
  license "Apache-2.0"

${blocks.join('\n')}
  def install
    bin.install "volsyncctl"
    bin.install_symlink "volsyncctl" => "kubectl-volsyncctl"
    generate_completions_from_executable(bin/"volsyncctl", "completion")
    man1.install Dir["man/*.1"]
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/volsyncctl --version")
  end
end
`;
}

function cpuBlock(archive: ReleasedArchive): string {
  const cpu = archive.arch === 'x64' ? 'intel' : 'arm';
  return `    on_${cpu} do\n      url "${uri(archive)}"\n      sha256 "${archive.sha256}"\n    end\n`;
}

function uri({ platform, arch }: ReleasedArchive): string {
  return `${releases}/volsyncctl-${version}-${platform}-${arch}.tar.gz`;
}

if (import.meta.main) {
  const folder = process.argv[2] ?? 'release';
  const archives = await archivesIn(folder);
  if (archives.length === 0) throw new Error(`${folder} holds no SHA256SUMS of an archive: run npm run release first`);
  await writeFile(path.join(folder, 'krew.yaml'), krewManifest(archives));
  await writeFile(path.join(folder, 'volsyncctl.rb'), homebrewFormula(archives));
}
