// The layers of docs/architecture.md, and no cycles, type imports included. `npm test -- --only lint` checks them.

/** The parts, and the other parts that the sources of each may import. Tests may import any part. */
const layers = {
  'packages/environment': ['packages/wire'],
  'packages/wire': [],
  'packages/template': ['packages/wire'],
  'packages/stack': ['packages/template'],
  'packages/privacy': ['packages/template'],
  'packages/probe': ['packages/wire'],
  'packages/readiness': ['packages/environment'],
  'packages/sandbox': [],
  'packages/iam': ['packages/template'],
  'packages/cli': [
    'packages/environment',
    'packages/privacy',
    'packages/probe',
    'packages/readiness',
    'packages/stack',
    'packages/template',
    'templates/private-serverless',
  ],
  'templates/private-serverless': ['packages/environment'],
  'plugins/private-api-common': ['packages/environment', 'packages/wire'],
  'plugins/private-api-node': [
    'packages/environment',
    'packages/readiness',
    'plugins/private-api-common',
  ],
  'plugins/private-api-card': ['plugins/private-api-common'],
  'plugins/private-api-backend': [
    'packages/privacy',
    'packages/probe',
    'packages/readiness',
    'packages/stack',
    'plugins/private-api-common',
    'plugins/private-api-node',
  ],
  'plugins/scaffolder-actions': [
    'packages/privacy',
    'packages/readiness',
    'packages/stack',
    'packages/template',
    'plugins/private-api-common',
    'plugins/private-api-node',
    'templates/private-serverless',
  ],
  'packages/app': ['plugins/private-api-card'],
  'packages/backend': [
    'plugins/private-api-backend',
    'plugins/scaffolder-actions',
  ],
  'packages/testing': [],
  'packages/demo': ['packages/sandbox', 'plugins/private-api-common'],
};

/** Libraries, which do not depend on Backstage. */
const libraries = [
  'environment',
  'iam',
  'privacy',
  'probe',
  'readiness',
  'sandbox',
  'stack',
  'template',
  'wire',
];

/**
 * Folders in `packages/stack/src`, lowest first. The folders of one group do not import each other, and each may import
 * every earlier group.
 */
const stackFolders = [
  ['session'],
  ['template'],
  ['assets', 'follow', 'ranges'],
  ['plan', 'drift', 'destroy'],
  ['deploy'],
];

const tests =
  '[.](test|d)[.][cm]?tsx?$|/(__testUtils__|__fixtures__|dev|test)/|/setupTests[.]ts$';
const anyPart = '^(packages|plugins|templates)/';
const oneOf = paths => `^(${paths.join('|')})(/|$)`;

/** Only the command `sandbox` loads the sandbox, an optional peer dependency of the CLI. */
const exceptions = {
  'packages/cli': '^packages/cli/src/commands/sandbox[.]ts$',
};

function layerRule([part, allowed]) {
  return {
    name: `layer: ${part}`,
    comment: `The sources of ${part} may import ${
      allowed.join(', ') || 'no other part'
    }.`,
    severity: 'error',
    from: {
      path: `^${part}/`,
      pathNot: [tests, exceptions[part]].filter(Boolean),
    },
    to: { path: anyPart, pathNot: oneOf([part, ...allowed]) },
  };
}

/** Each folder of a group imports neither another folder of its group nor one of a later group. */
function folderRules(root, groups) {
  return groups.flatMap((group, index) =>
    group.map(folder => {
      const others = groups
        .slice(index)
        .flat()
        .filter(other => other !== folder);
      return {
        name: `folder: ${root}/${folder}`,
        severity: 'error',
        from: { path: `^${root}/${folder}/`, pathNot: tests },
        to: { path: oneOf(others.map(other => `${root}/${other}`)) },
      };
    }),
  );
}

module.exports = {
  forbidden: [
    {
      name: 'no cycles',
      comment: 'Move the shared types to a types.ts, or declare a port.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'libraries without Backstage',
      comment: 'The plugins adapt the libraries to Backstage.',
      severity: 'error',
      from: {
        path: oneOf(libraries.map(name => `packages/${name}`)),
        pathNot: tests,
      },
      to: { path: 'node_modules/@backstage/' },
    },
    {
      name: 'CLI with config-loader only',
      comment: 'Commands that read configuration import it dynamically.',
      severity: 'error',
      from: { path: '^packages/cli/', pathNot: tests },
      to: {
        path: 'node_modules/@backstage/',
        pathNot: 'node_modules/@backstage/config-loader/',
      },
    },
    ...Object.entries(layers).map(layerRule),
    ...folderRules('packages/stack/src', stackFolders),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: '(^|/)((dist|dist-types|coverage|skeleton|fragments)(/|$)|[.]eslintrc)',
    },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.cjs', '.js', '.json'],
    },
    cache: {
      folder: 'node_modules/.cache/dependency-cruiser',
      strategy: 'content',
    },
  },
};
