import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule, templateOf } from '../__testUtils__/runRule';
import { verifyTemplate } from '../verify';

const secret = (properties = '{}') =>
  `Secret: { Type: AWS::SecretsManager::Secret, Properties: ${properties} }`;
const schedule = (id = 'Secret', more = '') =>
  `Schedule: { Type: AWS::SecretsManager::RotationSchedule, ${more} Properties: { SecretId: !Ref ${id}, RotationRules: { AutomaticallyAfterDays: 30 } } }`;

ruleCases('PS35', {
  proven: [
    ['a schedule', `${secret()}\n${schedule()}`],
    [
      'a schedule with the same condition',
      `${secret().replace(
        'Properties',
        'Condition: Open, Properties',
      )}\n${schedule('Secret', 'Condition: Open,')}`,
    ],
    [
      'a schedule of an attachment',
      `${secret()}\nAttachment: { Type: AWS::SecretsManager::SecretTargetAttachment, Properties: { SecretId: !Ref Secret } }\n${schedule(
        'Attachment',
      )}`,
    ],
  ],
  violated: [
    ['no schedule', secret()],
    ['a schedule of another secret', `${secret()}\n${schedule('EndpointId')}`],
    [
      'a schedule that may not exist',
      `${secret()}\n${schedule('Secret', 'Condition: Open,')}`,
    ],
    [
      'an attachment without a schedule',
      `${secret()}\nAttachment: { Type: AWS::SecretsManager::SecretTargetAttachment, Properties: { SecretId: !Ref Secret } }`,
    ],
  ],
  unproven: [],
});

it('requires the key of the environment', () => {
  const of = (properties: string) =>
    verifyTemplate({
      template: templateOf(`${secret(properties)}\n${schedule()}`),
      intent: { customerKey: true },
    }).rules.PS35;
  expect(of('{}')).toBe('violated');
  expect(of('{ KmsKeyId: !Ref Anything }')).toBe('unproven');
  expect(of('{ KmsKeyId: !Ref EndpointId }')).toBe('proven');
});

it('warns', () => {
  expect(runRule('PS35', secret()).findings).toMatchObject([{ severity: 'M' }]);
});
