const { createConfigForRole } = require('./toolchain/eslint.cjs');

// An override cannot have this key.
const { ignorePatterns, ...config } = createConfigForRole(__dirname, 'cli');

module.exports = {
  root: true,
  ignorePatterns,
  // Files outside of the workspaces. Each workspace has its own configuration.
  overrides: [
    {
      files: [
        'acceptance/**',
        'bench/**',
        'e2e-tests/**',
        'lab/**',
        'toolchain/**',
        'playwright.config.ts',
      ],
      ...config,
    },
  ],
};
