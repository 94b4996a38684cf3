import { choice, keys, list, map, text } from './nodes.ts';

/** Schema of `privacy` in an environment. */
export const privacy = keys(
  {
    severity: map(
      choice(['H', 'M', 'L'], 'H blocks a deploy.'),
      'Severity of individual rules, by rule ID.',
      { propertyNames: { format: 'rule-id' } },
    ),
    exceptions: list(
      text('rule-id', 'A rule.'),
      'Rules that the exceptions of a repository (privacy-exceptions.yaml) may concern. Default: every rule with severity M or L.',
    ),
    newRules: keys(
      {
        block: keys(
          {
            from: text(
              'date',
              'First day on which a finding blocks the update of a stack whose template already has it. Default: at once.',
            ),
          },
          'When findings of the deployed template block an update.',
        ),
      },
      'Effect of rules that did not exist when a stack was deployed.',
    ),
    maxFactsAge: text('duration', 'Maximum age of network facts in a deploy.', {
      default: '24h',
    }),
  },
  'Requirements of the privacy proof.',
);

/** Schema of `jwt` in an environment. */
export const jwt = keys(
  {
    issuer: text('https-url', 'Issuer of the tokens.'),
    audience: text('text', 'Required audience of the tokens.'),
    jwks: text('https-url', 'URL of the key set that verifies the tokens.'),
  },
  'The corporate identity provider, for authorization jwt.',
  {
    required: ['issuer', 'audience'],
    unused: 'this version does not generate services with authorization jwt',
  },
);
