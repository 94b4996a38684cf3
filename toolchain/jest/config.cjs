'use strict';
// The configuration of Backstage's CLI for all workspaces, with less work for each test file. A test sees no difference, and
// runs with the plain configuration too: `backstage-cli repo test FILE`.
const { createRequire } = require('node:module');

const backstage = createRequire(require.resolve('@backstage/cli/package.json'));
const swcTransform = createRequire(
  backstage.resolve('@backstage/cli-module-test-jest/package.json'),
).resolve('./config/jestSwcTransform.js');

/** A transformer of a project's configuration: a path, or a path and options. */
function withSharedCache(transformer) {
  const [file, options] = [transformer].flat();
  return file === swcTransform
    ? [require.resolve('./swcTransform.cjs'), { ...options, file }]
    : transformer;
}

module.exports = async () => {
  const { projects, ...config } = await require('@backstage/cli/config/jest');
  return {
    ...config,
    projects: projects.map(project => ({
      ...project,
      runtime: project.runtime
        ? require.resolve('./CachingFrontendRuntime.cjs')
        : require.resolve('./CachingRuntime.cjs'),
      transform: Object.fromEntries(
        Object.entries(project.transform).map(([pattern, transformer]) => [
          pattern,
          withSharedCache(transformer),
        ]),
      ),
    })),
  };
};
