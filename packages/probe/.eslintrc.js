// Libraries do not depend on Backstage. The plugins adapt them.
module.exports = require('../../toolchain/eslint.cjs')(__dirname, {
  restrictedImportPatterns: ['@backstage/*'],
});
