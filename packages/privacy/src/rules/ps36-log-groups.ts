import { expectValues, isGiven } from '../expectation';
import { declaresLogGroup } from '../functions/logGroups';
import { placeOf, Rule } from '../rule';

/** PS36: the log groups of functions are declared, have a retention period and, if the environment has a key, are encrypted with it. */
export const logGroups: Rule = {
  id: 'PS36',
  title: 'Log groups are declared, expire and are encrypted',
  severity: 'M',
  why: 'Lambda creates a missing log group itself, and keeps its logs forever. Logs contain data of customers.',
  fix: 'Declare an AWS::Logs::LogGroup with RetentionInDays, and name it in the LoggingConfig of the function. For a function of a construct that you cannot change, name the log group /aws/lambda/ and the name of the function.',
  *check(template) {
    for (const lambda of template.ofType('AWS::Lambda::Function')) {
      const isDeclared = declaresLogGroup(template, lambda);
      const base = { resource: lambda.id, at: placeOf(lambda) };
      if (isDeclared === undefined) {
        yield {
          ...base,
          status: 'unproven',
          message: `Cannot determine whether the template declares the log group of ${lambda.id}.`,
        };
      } else {
        yield {
          ...base,
          status: isDeclared ? 'proven' : 'violated',
          message: isDeclared
            ? `The log group of ${lambda.id} is in the template.`
            : `The log group of ${lambda.id} is not in the template.`,
        };
      }
    }
    for (const group of template.ofType('AWS::Logs::LogGroup')) {
      yield* expectValues(group, template.property(group, 'RetentionInDays'), {
        accepts: isGiven,
        good: 'has a retention period',
        bad: 'keeps its logs forever: RetentionInDays is not set',
        fix: 'Set RetentionInDays.',
      });
      if (!template.intent.customerKey) continue;
      yield* expectValues(group, template.property(group, 'KmsKeyId'), {
        accepts: isGiven,
        good: 'is encrypted with a key of the environment',
        bad: 'is not encrypted with the key of the environment: KmsKeyId is not set',
        fix: 'Set KmsKeyId to the key of the environment.',
      });
    }
  },
};
