/** Floors from the ground up: a folder may import what lies on a lower floor, or itself. */
const floors = [
  ['core'],
  ['tensors', 'text', 'hub', 'endpoint'],
  ['graph', 'importing'],
  ['models'],
  ['training', 'generation', 'activations', 'encoding'],
  ['engine'],
  ['variation', 'retrieval', 'metrics', 'consistency', 'merging'],
  ['targets'],
  ['evaluation', 'mining'],
  ['report'],
  ['pipeline'],
  ['cli'],
];

const upward = floors.flatMap((floor, level) =>
  floor.map((folder) => ({
    name: `${folder}-imports-downwards`,
    comment: 'Data flows one way: a stage imports only what lies upstream or beneath it.',
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: {
      path: `^src/(${floors
        .slice(level)
        .flat()
        .filter((other) => other !== folder)
        .join('|')})/`,
    },
  })),
);

module.exports = {
  forbidden: [
    ...upward.filter((rule) => !rule.to.path.includes('()')),
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { pathNot: '^src/graph/' } } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '\\.wasm$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '(\\.test\\.tsx?$|^src/merging/kernels/assembly|\\.contract\\.ts$)' },
  },
};
