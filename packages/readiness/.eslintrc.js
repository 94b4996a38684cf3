// Libraries do not import Backstage: the plugins adapt them.
module.exports = require('../../toolchain/eslint.cjs')(__dirname, {
  restrictedImportPatterns: ['@backstage/*'],
});
