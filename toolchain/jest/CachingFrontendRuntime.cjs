'use strict';
// Backstage's runtime for packages of the frontend.
const { caching } = require('./caching.cjs');

module.exports = caching(
  require('@backstage/cli/config/jestCachingModuleLoader'),
);
