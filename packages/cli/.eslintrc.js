// Libraries do not import Backstage: the plugins adapt them. The only exception is @backstage/config-loader, with which
// commands read the configuration like Backstage. It takes longer to load than most commands take to run, so only a dynamic
// import of it is permitted.
const otherThanConfigLoader =
  '[source.value=/^@backstage\\u002F(?!config-loader$)/]';

module.exports = require('../../toolchain/eslint.cjs')(__dirname, {
  restrictedImportPatterns: ['@backstage/*'],
  restrictedSrcSyntax: [
    {
      selector: `ImportExpression${otherThanConfigLoader}`,
      message: 'Import no Backstage package except @backstage/config-loader.',
    },
    {
      selector:
        "CallExpression[callee.name='require'][arguments.0.value=/^@backstage\\u002F/]",
      message:
        'Import @backstage/config-loader with import(), and no other Backstage package.',
    },
  ],
});
