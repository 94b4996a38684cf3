// Libraries do not depend on Backstage. The plugins adapt them.
module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  restrictedImportPatterns: ['@backstage/*'],
});
