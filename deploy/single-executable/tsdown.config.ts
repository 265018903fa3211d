import { defineConfig } from 'tsdown';
import { common } from '../../tsdown.config.ts';

/** All in one CommonJS file, the only kind of script that Node's single executables run. */
export default defineConfig({
  ...common,
  entry: { volsyncctl: 'entry.ts' },
  format: 'cjs',
  clean: false,
  outputOptions: { codeSplitting: false },
});
