import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** A layer of src/README.md: what its files may not import, with the reason a reader sees. */
function layer(folder, forbidden) {
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...forbidden, ...everywhere] }],
    },
  };
}

const noClient = {
  group: ['@kubernetes/client-node', '@kubernetes/client-node/**'],
  allowTypeImports: true,
  message: 'Only src/kube/ talks to the client; ask for a call on the port kube/cluster.ts instead.',
};
const noTerminal = {
  group: ['commander', 'ora', 'inquirer', '@inquirer/*', 'chalk'],
  allowTypeImports: true,
  message: 'Only src/cli/ knows the command line and the terminal; take plain options and report plain events.',
};
const noCli = { group: ['**/cli/**'], message: 'cli/ is the outermost layer; nothing below may know it.' };
const noOperations = (allowTypeImports) => ({
  group: ['**/operations/**'],
  allowTypeImports,
  message: 'Data flows one way: cli → operations → volsync/restic. Take the result as a type, never the operation.',
});
const noRender = {
  group: ['**/render/**'],
  message: 'Text is made in render/ from a result; a lower layer returns the result.',
};
/** The port and the plain types of objects are open to all; the adapter is not. */
const noAdapter = {
  group: [
    '**/kube/**',
    ...['cluster', 'network', 'objects', 'resources', 'storage', 'volume-snapshot-content', 'workloads'].map(
      (file) => `!**/kube/${file}.ts`,
    ),
  ],
  message: 'Only main.ts loads the adapter, on use; know the cluster through the port kube/cluster.ts.',
};
/** As with the cluster. */
const noDisk = {
  group: ['**/local/**', '!**/local/local-files.ts'],
  message: "Only main.ts loads the adapter, on use; know the operator's machine through the port local/local-files.ts.",
};
const everywhere = [
  {
    group: ['node:process', 'process'],
    message: 'Only src/main.ts touches the process; take what is needed as a parameter.',
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/', '**/*.go'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js', 'bin/volsyncctl.js'] } },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 50 }],
      'max-params': 'off',
      '@typescript-eslint/max-params': ['error', { max: 5 }],
      complexity: ['error', 12],
      'no-console': 'error',
      'no-param-reassign': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Only src/main.ts touches the process; take what is needed as a parameter.' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/dot-notation': 'off', // tsc's noPropertyAccessFromIndexSignature asks for the opposite
    },
  },
  layer('volsync', [noClient, noTerminal, noCli, noOperations(false), noRender, noAdapter, noDisk]),
  layer('files', [noClient, noTerminal, noCli, noOperations(false), noRender, noAdapter, noDisk]),
  layer('restic', [noClient, noTerminal, noCli, noOperations(false), noRender, noAdapter, noDisk]),
  layer('operations', [noClient, noTerminal, noCli, noRender, noAdapter, noDisk]),
  layer('render', [noClient, noTerminal, noCli, noOperations(true), noAdapter, noDisk]),
  layer('kube', [noTerminal, noCli, noOperations(false), noRender, noDisk]),
  layer('local', [noClient, noTerminal, noCli, noOperations(false), noRender, noAdapter]),
  layer('cli', [noClient, noAdapter, noDisk]),
  { files: ['src/main.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    // Tests, the lab and the benchmarks are programs of their own.
    files: ['test/**/*.ts', 'bench/**/*.ts', 'bin/**/*.js', '*.config.*'],
    rules: { 'no-restricted-globals': 'off', 'no-console': 'off', 'max-lines-per-function': 'off' },
  },
  {
    files: ['**/*.js'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: { process: 'readonly', console: 'readonly' },
    },
  },
);
