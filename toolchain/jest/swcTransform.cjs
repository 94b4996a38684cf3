'use strict';
// Backstage's transformer with a key of Jest's cache that is the same in each workspace. The result depends on the file and
// the options of the transformer only. With the original key, each workspace transforms the same libraries again.
const path = require('node:path');

const rootDir = path.resolve(__dirname, '../..');

module.exports.createTransformer = ({ file, ...options }) => {
  const { createTransformer } = require(file);
  const transformer = createTransformer(options);
  return {
    ...transformer,
    getCacheKey: (source, filename, context) =>
      transformer.getCacheKey(source, filename, {
        ...context,
        config: { ...context.config, rootDir },
        configString: '',
      }),
  };
};
