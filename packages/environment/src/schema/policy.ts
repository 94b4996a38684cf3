import { choice, keys, list, map, text } from './nodes.ts';

const noPolicy = 'this version judges every environment by the same rules';

/** Schema of `privacy` in an environment. */
export const privacy = keys(
  {
    severity: map(
      choice(['H', 'M', 'L'], 'H blocks a deploy.'),
      'Severity of single rules, by rule id.',
      { propertyNames: { format: 'rule-id' } },
    ),
    exceptions: list(
      keys(
        {
          rule: text('rule-id', 'The rule that may be broken.'),
          resource: text(
            'text',
            'Logical id of the resource that may break it.',
          ),
          reason: text('text', 'Why.'),
          approver: text('text', 'Who allowed it.'),
          expires: text('date', 'Last day on which the exception holds.'),
        },
        'An exception.',
        { required: ['rule', 'resource', 'reason', 'approver', 'expires'] },
      ),
      'Documented, expiring permissions for one resource to break one rule.',
    ),
    newRules: keys(
      {
        block: keys(
          { from: text('date', 'First day on which they block.') },
          'When new rules block a deploy.',
        ),
      },
      'What rules of a new version do at first.',
    ),
    maxFactsAge: text('duration', 'Maximum age of network facts in a deploy.', {
      default: '24h',
    }),
  },
  'What the privacy proof demands here.',
  { unused: noPolicy },
);

/** Schema of `jwt` in an environment. */
export const jwt = keys(
  {
    issuer: text('https-url', 'Issuer of the tokens.'),
    audience: text('text', 'Audience that a token must name.'),
    jwks: text('https-url', 'URL of the key set that signs the tokens.'),
  },
  'The corporate identity provider, for authorization jwt.',
  {
    required: ['issuer', 'audience'],
    unused: 'this version generates no service with authorization jwt',
  },
);
