// Browsers, backends, the CLI and the generator import this package: no dependency, no Node module, no files.
module.exports = require('../../toolchain/eslint.cjs')(__dirname, {
  restrictedImports: ['fs', 'net', 'path', 'os', 'child_process'],
  restrictedImportPatterns: ['@backstage/*', '@private-serverless/*', 'node:*'],
});
