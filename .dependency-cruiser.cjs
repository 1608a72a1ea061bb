/** Floors from the ground up: a folder may import what lies on a lower floor, or itself. */
const floors = [
  ['core'],
  ['tensors', 'text', 'hub', 'endpoint'],
  ['graph', 'importing'],
  ['models'],
  ['training', 'generation', 'activations', 'encoding'],
  ['engine', 'variation'],
  ['retrieval', 'metrics', 'consistency', 'merging'],
  ['targets'],
  ['evaluation', 'mining'],
  ['report'],
  ['pipeline'],
  ['cli'],
];

/** Floors inside `merging`; its own files lie above all of them. */
const mergingFloors = [
  ['arithmetic', 'kernels'],
  ['methods'],
  ['config'],
  ['sources'],
  ['vocabulary'],
  ['planning'],
  ['streaming'],
  ['output'],
];

/** A rule for each folder below `root`: it imports from no other folder of its own floor or of one above. */
const downwards = (root, floors) =>
  floors.flatMap((floor, level) =>
    floor.map((folder) => ({
      name: `${root.slice('src/'.length)}${folder}-imports-downwards`,
      comment: 'Data flows one way: a folder imports only what lies beneath it.',
      severity: 'error',
      from: { path: `^${root}${folder}/` },
      to: {
        path: `^${root}(${floors
          .slice(level)
          .flat()
          .filter((other) => other !== folder)
          .join('|')})/`,
      },
    })),
  );

module.exports = {
  forbidden: [
    ...[...downwards('src/', floors), ...downwards('src/merging/', mergingFloors)].filter(
      (rule) => !rule.to.path.includes('()'),
    ),
    {
      name: 'merging-folders-do-not-import-its-own-files',
      comment: 'The files of src/merging itself put its folders together.',
      severity: 'error',
      from: { path: '^src/merging/[^/]+/' },
      to: { path: '^src/merging/[^/]+$' },
    },
    {
      name: 'merging-folders-have-a-floor',
      comment: 'A new folder is entered in mergingFloors.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: `^src/merging/(?!(${mergingFloors.flat().join('|')})/)[^/]+/` },
    },
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
