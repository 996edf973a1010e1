/** The floors of the house: an import goes down only, never up or sideways; modules are entered through index.ts. */
const floors = [
  ['council'],
  ['portal', 'plan'],
  ['permits', 'invoices', 'training', 'surveys'],
  ['cases'],
  ['forms', 'payments', 'records', 'mailbox'],
  ['catalogue', 'directory', 'registers', 'proofs'],
];

const sideways = floors.flatMap((floor, level) =>
  floor.map((name) => ({
    name: `floor-of-${name}`,
    severity: 'error',
    comment: `${name} may import only floors below its own`,
    from: { path: `^src/modules/${name}/`, pathNot: '\\.test\\.tsx?$' },
    to: { path: `^src/modules/(${floors.slice(0, level + 1).flat().filter((other) => other !== name).join('|')})/` },
  })),
).filter((rule) => !rule.to.path.includes('()'));

module.exports = {
  forbidden: [
    ...sideways,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'standards-stand-alone', severity: 'error', from: { path: '^src/standards/', pathNot: '\\.test\\.tsx?$' }, to: { path: '^src/(kernel|modules|simulators|cli)/' } },
    { name: 'standards-do-no-io', severity: 'error', from: { path: '^src/standards/', pathNot: '\\.test\\.tsx?$' }, to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|util)$' } },
    { name: 'kernel-knows-no-module', severity: 'error', from: { path: '^src/kernel/', pathNot: '\\.test\\.tsx?$' }, to: { path: '^src/(modules|simulators|cli)/' } },
    { name: 'modules-through-their-door', severity: 'error', from: { path: '^src/modules/([^/]+)/', pathNot: '\\.test\\.tsx?$' }, to: { path: '^src/modules/([^/]+)/.+', pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.tsx?$'] } },
    { name: 'simulators-are-outsiders', severity: 'error', from: { path: '^src/(kernel|modules|standards)/', pathNot: '\\.test\\.tsx?$' }, to: { path: '^src/simulators/' } },
    { name: 'domain-is-pure', severity: 'error', from: { path: '^src/modules/[^/]+/domain/', pathNot: '\\.test\\.tsx?$' }, to: { path: '^src/kernel/(db|http|jobs|session|mail)/', dependencyTypesNot: ['type-only'] } },
    { name: 'no-orphan-imports', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
};
