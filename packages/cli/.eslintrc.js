// Libraries know nothing of Backstage: the plugins adapt them. The one exception is @backstage/config-loader, with
// which commands read a configuration as Backstage does. It takes longer to load than most commands take to run, so it
// is imported dynamically: a static import of it stays an error, and a dynamic one of any other package is one too.
const otherThanConfigLoader =
  '[source.value=/^@backstage\\u002F(?!config-loader$)/]';

module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  restrictedImportPatterns: ['@backstage/*'],
  restrictedSrcSyntax: [
    {
      selector: `ImportExpression${otherThanConfigLoader}`,
      message:
        'The CLI imports nothing of Backstage except @backstage/config-loader.',
    },
    {
      selector:
        "CallExpression[callee.name='require'][arguments.0.value=/^@backstage\\u002F/]",
      message:
        'Import @backstage/config-loader with import(), and nothing else of Backstage.',
    },
  ],
});
