// The lint rules of this repository, on top of Backstage's. docs/style.md describes them.
const createConfig = require('@backstage/cli/config/eslint-factory');

const privateName = {
  message: 'Use the keyword private instead of #name.',
  selector: 'PrivateIdentifier',
};

const rules = {
  '@typescript-eslint/naming-convention': [
    'error',
    {
      selector: 'variable',
      modifiers: ['const', 'global'],
      format: ['camelCase', 'PascalCase'],
    },
    {
      selector: 'variable',
      modifiers: ['const', 'global', 'exported'],
      format: ['camelCase', 'PascalCase', 'UPPER_CASE'],
    },
  ],
  curly: ['error', 'multi-line', 'consistent'],
  'import/enforce-node-protocol-usage': ['error', 'always'],
  'import/order': [
    'error',
    {
      groups: [
        ['builtin', 'external', 'internal'],
        ['parent', 'sibling', 'index'],
      ],
    },
  ],
};

/** @param config - as for Backstage's factory; its rules and restricted syntax are added to ours */
function createRepositoryConfig(directory, config = {}) {
  return createConfig(directory, withRules(config));
}

function withRules(config) {
  return {
    ...config,
    rules: { ...rules, ...config.rules },
    restrictedSyntax: [privateName, ...(config.restrictedSyntax ?? [])],
  };
}

module.exports = createRepositoryConfig;
/** As `createConfigForRole` of Backstage's factory. */
module.exports.createConfigForRole = (directory, role, config = {}) =>
  createConfig.createConfigForRole(directory, role, withRules(config));
