import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The layers are told by .dependency-cruiser.mjs. */
const everywhere = [
  {
    group: ['node:process', 'process'],
    message: 'Only src/main.ts touches the process; take what is needed as a parameter.',
  },
];

const commandWords = [
  'annotate|auth|config|create|delete|describe|edit|events|exec|explain|get|label|logs|patch|resume|rollout|scale|set',
  'bootstrap-check|browse|cat|cleanup|cp|diff|doctor|drill|find|history|ls|manifest|policies|rbac|report|restore',
  'snapshots|status|suspend|trigger|unlock|verify',
].join('|');
const unquoted = {
  selector: `:not(TaggedTemplateExpression) > TemplateLiteral > TemplateElement[tail=false][value.raw=/(kubectl|flux|volsyncctl) (${commandWords})\\b/]`,
  message: 'Put values into a command by shellCommand`…`, which quotes them for a shell.',
};

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/', '**/*.go'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.mjs', 'bin/volsyncctl.js'] },
      },
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
      'no-restricted-syntax': ['error', unquoted],
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Only src/main.ts touches the process; take what is needed as a parameter.' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // These two keep src/foreign-text.ts: its ForeignText is no part of a text before it was made safe.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-base-to-string': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/dot-notation': 'off', // tsc's noPropertyAccessFromIndexSignature asks for the opposite
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: everywhere }] },
  },
  { files: ['src/main.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    // Tests, the lab, the benchmarks and what builds a release are programs of their own.
    files: ['test/**/*.ts', 'bench/**/*.ts', 'deploy/**/*.ts', 'bin/**/*.js', '*.config.*'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-syntax': 'off',
      'no-console': 'off',
      'max-lines-per-function': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: { process: 'readonly', console: 'readonly' },
    },
  },
);
