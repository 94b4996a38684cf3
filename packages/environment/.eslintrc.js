// Frontend, backend, CLI and generator import this package: no Backstage, no AWS SDK, no Node module, no files.
module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  restrictedImports: ['fs', 'net', 'path', 'os', 'child_process'],
  restrictedImportPatterns: ['@backstage/*', '@aws-sdk/*', 'node:*'],
});
