// Frontend, backend, CLI and generator import this package, so it must not use Backstage, an AWS SDK or a Node module.
module.exports = require('../../toolchain/eslint.cjs')(__dirname, {
  restrictedImports: ['fs', 'net', 'path', 'os', 'child_process'],
  restrictedImportPatterns: ['@backstage/*', '@aws-sdk/*', 'node:*'],
});
