import { defineConfig } from 'tsdown';

/** One bundle with split points at the dynamic imports, so that a command loads only what it uses. */
export default defineConfig({
  entry: { main: 'src/main.ts', 'cache-folder': 'src/cache-folder.ts' },
  format: 'esm',
  fixedExtension: false,
  platform: 'node',
  target: 'node22',
  outDir: 'dist',
  clean: true,
  dts: false,
  minify: true,
  deps: { alwaysBundle: [/.*/] },
});
