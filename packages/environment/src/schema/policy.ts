import { choice, keys, list, map, text } from './nodes.ts';

const policyUnused = 'this version applies the same rules to every environment';

/** Schema of `privacy` in an environment. */
export const privacy = keys(
  {
    severity: map(
      choice(['H', 'M', 'L'], 'H blocks a deploy.'),
      'Severity of individual rules, by rule ID.',
      { propertyNames: { format: 'rule-id' }, unused: policyUnused },
    ),
    exceptions: list(
      keys(
        {
          rule: text('rule-id', 'Rule that the resource may break.'),
          resource: text('text', 'Logical ID of the resource.'),
          reason: text('text', 'Reason for the exception.'),
          approver: text('text', 'Person who approved the exception.'),
          expires: text('date', 'Last day of the exception.'),
        },
        'An exception.',
        { required: ['rule', 'resource', 'reason', 'approver', 'expires'] },
      ),
      'Documented, expiring permissions for one resource to break one rule.',
      { unused: policyUnused },
    ),
    newRules: keys(
      {
        block: keys(
          {
            from: text('date', 'First day on which new rules block a deploy.'),
          },
          'When new rules block a deploy.',
        ),
      },
      'Effect of rules that a new version adds.',
      { unused: policyUnused },
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
