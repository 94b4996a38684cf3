'use strict';
// Jest's runtime for the projects without an own one.
const { createRequire } = require('node:module');
const { caching } = require('./caching.cjs');

/** Resolves packages from where `jest` itself does, so that the versions belong together. */
const fromJest = createRequire(
  createRequire(require.resolve('jest')).resolve('@jest/core'),
);

module.exports = caching(fromJest('jest-runtime').default);
