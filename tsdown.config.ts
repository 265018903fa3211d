import http from 'node:http';
import { defineConfig, type UserConfig } from 'tsdown';
import { bundledPackages } from './deploy/bundled-packages.ts';

/** Virtual modules in place of what is imported, by the name of the import. */
const replacements = new Map([
  // 700 KB that run on load, for calls of @kubernetes/client-node that are never made here: src/kubernetes/http sends requests itself.
  ['undici', 'module.exports = {};'],
  // An import of node:http loads Node's whole fetch with it, for one of its exports that is made on use.
  ['node:http', httpModule()],
]);

function httpModule(): string {
  const names = Object.entries(Object.getOwnPropertyDescriptors(http)).flatMap(([name, { value }]) =>
    value === undefined ? [] : [name],
  );
  return `const http = process.getBuiltinModule('node:http');
export default http;
export const { ${names.join(', ')} } = http;`;
}

/** What every bundle of volsyncctl is built with. */
export const common: UserConfig = {
  platform: 'node',
  target: 'node22',
  clean: true,
  dts: false,
  minify: true,
  deps: { alwaysBundle: [/.*/] },
  // Its package.json does not say so, and its 600 models of Kubernetes kinds would stay in.
  treeshake: { moduleSideEffects: [{ test: /node_modules\/@kubernetes\/client-node\//, sideEffects: false }] },
  plugins: [
    {
      name: 'replacements',
      resolveId: {
        filter: { id: /^(?:undici|(?:node:)?http)$/ },
        handler: (id, _importer, { kind }) =>
          kind === 'require-call' ? undefined : `\0${id.replace(/^http$/, 'node:http')}`,
      },
      load: {
        filter: { id: /^\0(?:undici|node:http)$/ },
        handler: (id) => replacements.get(id.slice(1)),
      },
    },
  ],
};

/** One bundle with split points at the dynamic imports, so that a command loads only what it uses. */
export default defineConfig({
  ...common,
  entry: { main: 'src/main.ts', 'cache-folder': 'src/cache-folder.ts' },
  format: 'esm',
  fixedExtension: false,
  outDir: 'dist',
  plugins: [common.plugins, bundledPackages('dist')],
});
