import { expectValues, isGiven } from '../expectation';
import { mentionsOf } from '../functions/references';
import { placeOf, Rule } from '../rule';
import { existsWith } from '../template/existence';
import { Resource, Template } from '../template/Template';

/** PS35: secrets rotate and, if the environment has a key, are encrypted with it. */
export const secrets: Rule = {
  id: 'PS35',
  title: 'Secrets rotate and are encrypted',
  severity: 'M',
  why: 'A secret that leaked stays valid until it changes.',
  fix: 'Add an AWS::SecretsManager::RotationSchedule for the secret.',
  *check(template) {
    for (const secret of template.ofType('AWS::SecretsManager::Secret')) {
      const rotates = hasRotation(template, secret);
      yield {
        status: rotates ? 'proven' : 'violated',
        resource: secret.id,
        at: placeOf(secret),
        message: rotates
          ? `${secret.id} has a rotation schedule.`
          : `${secret.id} has no rotation schedule.`,
      };
      if (!template.intent.customerKey) continue;
      yield* expectValues(secret, template.property(secret, 'KmsKeyId'), {
        accepts: isGiven,
        good: 'is encrypted with a key of the environment',
        bad: 'is not encrypted with the key of the environment: KmsKeyId is not set',
        fix: 'Set KmsKeyId to the key of the environment.',
      });
    }
  },
};

/** Whether a schedule that exists with the secret names the secret, or its attachment to a database. */
function hasRotation(template: Template, owner: Resource): boolean {
  const { id } = owner;
  return mentionsOf(template, id).some(({ by }) => {
    const user = template.resource(by);
    if (!user || !existsWith(template, user, owner)) return false;
    const type = user.lowerType;
    return type === 'aws::secretsmanager::rotationschedule'
      ? template
          .property(user, 'SecretId')
          .some(value => value.kind === 'reference' && value.id === id)
      : type === 'aws::secretsmanager::secrettargetattachment' &&
          hasRotation(template, user);
  });
}
