const { createConfigForRole } = require('../../toolchain/eslint.cjs');

module.exports = createConfigForRole(__dirname, 'node-library', {
  // ESM with explicit extensions, which Node runs as it is.
  ignorePatterns: ['skeleton', 'generators/**/*.js', 'generators/**/*.d.ts'],
});
