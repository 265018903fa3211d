import { createRequire } from 'node:module';
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { Dependency, Options } from 'rollup-plugin-license';
import type { UserConfig } from 'tsdown';
import manifest from '../package.json' with { type: 'json' };

/** Its types speak of an ES module, which it is not. */
const license = createRequire(import.meta.url)('rollup-plugin-license') as (options: Options) => UserConfig['plugins'];

/** Licences that allow a bundle like ours to be passed on under the Apache License. */
const allowed = '(MIT OR ISC OR Apache-2.0 OR BSD-2-Clause OR BSD-3-Clause OR 0BSD OR Unlicense)';

/**
 * Writes next to the bundle what it is made of: the licences of the packages in it, and a software bill of materials
 * (CycloneDX). A package whose licence is not allowed, or that has none, fails the build.
 */
export function bundledPackages(folder: string): UserConfig['plugins'] {
  return license({
    thirdParty: {
      multipleVersions: true,
      allow: { test: allowed, failOnUnlicensed: true, failOnViolation: true },
      output: [
        { file: `${folder}/THIRD-PARTY-LICENSES.txt`, template: licences },
        { file: `${folder}/sbom.cdx.json`, template: billOfMaterials },
      ],
    },
  });
}

function licences(dependencies: Dependency[]): string {
  return byName(dependencies)
    .map(({ name, version, license: id, licenseText, noticeText }) =>
      [`${name ?? ''} ${version ?? ''} (${id ?? ''})`, licenseText, noticeText].filter(Boolean).join('\n\n'),
    )
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

/** The same for the same bundle: it bears no serial number and no time. */
function billOfMaterials(dependencies: Dependency[]): string {
  const { name, version, license: id } = manifest;
  const own = new Models.Component(Enums.ComponentType.Application, name, {
    version,
    bomRef: `pkg:npm/${name}@${version}`,
  });
  own.licenses.add(new Models.SpdxLicense(id));
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: own }) });
  for (const dependency of byName(dependencies)) bom.components.add(component(dependency));
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function component({ name, version, license: id }: Dependency): Models.Component {
  const [group, plain = ''] = name?.startsWith('@') === true ? name.split('/') : [undefined, name ?? ''];
  const purl = `pkg:npm/${(name ?? '').replace('@', '%40')}@${version ?? ''}`;
  const made = new Models.Component(Enums.ComponentType.Library, plain, {
    group,
    version: version ?? undefined,
    purl,
    bomRef: purl,
  });
  if (id !== null) made.licenses.add(new Models.SpdxLicense(id));
  return made;
}

function byName(dependencies: readonly Dependency[]): Dependency[] {
  const key = ({ name, version }: Dependency): string => `${name ?? ''}@${version ?? ''}`;
  return [...dependencies].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}
