// Libraries do not import Backstage: the plugins adapt them.
module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  restrictedImportPatterns: ['@backstage/*'],
});
