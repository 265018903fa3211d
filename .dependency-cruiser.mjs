/** The layers of src/README.md, and no circles: `npm run check:layers`. */

const rendering = [
  '^src/text/',
  '^src/commands/.*/(text|json|html)/',
  '^src/commands/.*/(text|json|junit|prometheus)[.]ts$',
];
const operations = [
  '^src/(comparison|helper-pod|mover|repository|restore|sources|sync|volume|workloads)/',
  '^src/commands/.*/operation/',
  '^src/commands/.*/operation[.]ts$',
];
const pure = [
  '^src/(files|restic|rights|volsync)/',
  '^src/commands/.*/judgement/',
  '^src/commands/.*/rights[.]ts$',
  '^src/commands/doctor/((finding|facts|kinds)[.]ts$|rules/)',
];
const kubernetes = '^src/kubernetes/';
const adapters = ['^src/kubernetes/http/', '^src/local-files/(?!local-files[.]ts)'];
const terminal = '^src/(program|cli|commands)/';
const notTerminal = [...rendering, ...operations, ...pure];
const terminalPackages = '^(commander|ora|inquirer|@inquirer/[^/]+|chalk)$';
const notTypes = { dependencyTypesNot: ['type-only'] };

/** A rule whose name says what is wrong. */
function forbid(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

export default {
  forbidden: [
    forbid('no-circles', 'Two files that need each other are one, or share a third.', {}, { circular: true }),
    {
      ...forbid('no-circles-of-folders', 'A folder is above or below another, never both.', {}, { circular: true }),
      scope: 'folder',
      from: { path: '^src/[^/]+$', pathNot: '^src$' },
    },
    forbid(
      'no-verb-knows-another',
      'What two verbs need is an engine with a folder of its own.',
      { path: '^src/commands/([^/]+)/' },
      { path: '^src/commands/', pathNot: '^src/commands/$1/' },
    ),
    forbid(
      'terminal-on-top',
      'Below the terminal nothing knows of it: take plain options, report plain events.',
      { path: [...notTerminal, kubernetes, '^src/local-files/'] },
      { path: terminal, pathNot: notTerminal },
    ),
    forbid(
      'only-the-terminal-knows-its-packages',
      'commander, inquirer, ora and chalk belong to cli/, program/ and the files of a verb that talk to people.',
      { path: [...notTerminal, kubernetes, '^src/local-files/'] },
      { path: `node_modules/(${terminalPackages.slice(2, -2)})/`, ...notTypes },
    ),
    forbid(
      'one-file-draws-tables',
      'cli-table3 is behind text/report-table.ts: what all reports look like is said there.',
      { pathNot: '^src/text/report-table\\.ts$' },
      { path: 'node_modules/cli-table3/' },
    ),
    forbid(
      'text-from-results',
      'A renderer takes the type of a result; it never calls the operation, and never sees the cluster.',
      { path: rendering },
      { path: operations, ...notTypes },
    ),
    forbid(
      'results-not-text',
      'An operation returns a result; text is made of it elsewhere.',
      { path: [...operations, ...pure, kubernetes, '^src/local-files/'] },
      // What a judgement says has ages and sizes in it.
      { path: rendering, pathNot: '^src/text/(age|size)[.]ts$' },
    ),
    forbid(
      'pure-is-pure',
      'Words, parsers and judgement know nothing but each other and the types of objects.',
      { path: pure },
      { path: operations, ...notTypes },
    ),
    forbid(
      'kubernetes-knows-no-volsync',
      'What is known of VolSync and restic stands in volsync/ and restic/.',
      { path: kubernetes },
      { path: ['^src/(volsync|restic|rights|files|commands|cli|program)/', ...operations] },
    ),
    forbid(
      'adapters-are-loaded-by-main',
      'Only main.ts loads an adapter, on use; know the cluster by kubernetes/cluster.ts and the disk by local-files/local-files.ts.',
      { path: '^src/', pathNot: ['^src/main[.]ts$', ...adapters] },
      { path: adapters },
    ),
    forbid(
      'only-kubernetes-talks-to-the-client',
      'Ask for a call on the port kubernetes/cluster.ts instead.',
      { path: '^src/', pathNot: kubernetes },
      { path: 'node_modules/@kubernetes/client-node/', ...notTypes },
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
