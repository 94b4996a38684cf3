import { Observation, Rule, whyUnknown } from '../rule';
import { Template } from '../template/Template';

/** PS16: no function URL without AWS_IAM, and no permission for one. */
export const functionUrl: Rule = {
  id: 'PS16',
  title: 'No public function URL',
  severity: 'H',
  why: 'A function URL is a public address. Without AWS_IAM, everyone may call it.',
  fix: 'Remove the function URL. Call the function through the private API.',
  *check(template) {
    for (const url of template.ofType('AWS::Lambda::Url')) {
      for (const type of template.property(url, 'AuthType')) {
        const base = { resource: url.id, at: type.at };
        if (type.kind === 'scalar' || type.kind === 'absent') {
          const requiresIam = type.kind === 'scalar' && type.text === 'AWS_IAM';
          yield {
            ...base,
            status: requiresIam ? 'proven' : 'violated',
            message: requiresIam
              ? `${url.id} requires AWS_IAM.`
              : `${url.id} is a function URL that everyone may call.`,
          };
        } else {
          yield {
            ...base,
            status: 'unproven',
            message: `Cannot determine who may call ${
              url.id
            }: the value ${whyUnknown(type)}.`,
          };
        }
      }
    }
    yield* openPermissions(template);
  },
};

/**
 * A permission for calls without authorization also applies to a URL that is
 * created outside the template.
 */
function* openPermissions(template: Template): Iterable<Observation> {
  for (const permission of template.ofType('AWS::Lambda::Permission')) {
    for (const type of template.property(permission, 'FunctionUrlAuthType')) {
      if (type.kind === 'absent') continue;
      if (type.kind === 'scalar' && type.text === 'AWS_IAM') continue;
      yield {
        status: type.kind === 'scalar' ? 'violated' : 'unproven',
        resource: permission.id,
        at: type.at,
        message:
          type.kind === 'scalar'
            ? `${permission.id} allows everyone to call the function by URL.`
            : `Cannot determine whom ${
                permission.id
              } allows to call the function by URL: the value ${whyUnknown(
                type,
              )}.`,
        fix: 'Remove the permission, or set FunctionUrlAuthType to AWS_IAM.',
      };
    }
  }
}
