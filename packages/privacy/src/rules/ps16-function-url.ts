import { Observation, Rule, whyNot } from '../rule';
import { Template } from '../template/template';

/** PS16: no function URL but with AWS_IAM, and no permission that opens one. */
export const functionUrl: Rule = {
  id: 'PS16',
  title: 'No public function URL',
  severity: 'H',
  why: 'A function URL is an address on the internet; without AWS_IAM anybody may call it.',
  fix: 'Remove the function URL; call the function through the private API.',
  *check(template) {
    for (const url of template.ofType('AWS::Lambda::Url')) {
      for (const type of template.property(url, 'AuthType')) {
        const base = { resource: url.id, at: type.at };
        if (type.kind === 'scalar' || type.kind === 'absent') {
          const signed = type.kind === 'scalar' && type.text === 'AWS_IAM';
          yield {
            ...base,
            status: signed ? 'proven' : 'violated',
            message: signed
              ? `${url.id} asks for AWS_IAM.`
              : `${url.id} is a function URL that anybody may call.`,
          };
        } else {
          yield {
            ...base,
            status: 'unproven',
            message: `Who may call ${url.id} is not known: it ${whyNot(type)}.`,
          };
        }
      }
    }
    yield* openPermissions(template);
  },
};

/** A permission for calls without authorisation works for a URL that is made elsewhere, too. */
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
            ? `${permission.id} lets anybody call the function by URL.`
            : `Whom ${permission.id} lets call by URL is not known: it ${whyNot(
                type,
              )}.`,
        fix: 'Remove the permission, or set FunctionUrlAuthType to AWS_IAM.',
      };
    }
  }
}
