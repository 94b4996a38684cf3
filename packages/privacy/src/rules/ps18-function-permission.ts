import { some, testText } from '../policy/statement';
import { Observation, Rule, whyUnknown } from '../rule';
import { Resource, Template } from '../template/Template';

/** PS18: function permissions name their principal, and for an AWS service also its source. */
export const functionPermission: Rule = {
  id: 'PS18',
  title: 'Function permissions name their caller',
  severity: 'H',
  why: 'If a permission for a service has no source, an API, bucket or rule in any AWS account can call the function.',
  fix: 'Name the principal, and for a service also the SourceArn or SourceAccount.',
  *check(template) {
    for (const permission of template.ofType(
      'AWS::Lambda::Permission',
      'AWS::Lambda::LayerVersionPermission',
    )) {
      for (const principal of template.property(permission, 'Principal')) {
        const base = { resource: permission.id, at: principal.at };
        if (principal.kind === 'scalar') {
          const text = principal.text.trim();
          if (/^\*+$/.test(text)) {
            yield {
              ...base,
              status: 'violated',
              message: `${permission.id} allows everyone to call the function.`,
            };
          } else if (/\.amazonaws\.com|\.\$\{AWS::URLSuffix\}/i.test(text)) {
            yield assessSource(template, permission, text);
          } else {
            yield {
              ...base,
              status: 'proven',
              message: `${permission.id} names ${text}.`,
            };
          }
        } else if (principal.kind === 'reference') {
          yield {
            ...base,
            status: 'proven',
            message: `${permission.id} names ${principal.id}.`,
          };
        } else {
          yield {
            ...base,
            status: 'unproven',
            message: `Cannot determine the principal of ${
              permission.id
            }: the value ${whyUnknown(principal)}.`,
          };
        }
      }
    }
  },
};

function assessSource(
  template: Template,
  permission: Resource,
  service: string,
): Observation {
  const { id } = permission;
  const arns = template.property(permission, 'SourceArn');
  const accounts = template.property(permission, 'SourceAccount');
  const at = (arns.find(({ kind }) => kind !== 'absent') ?? arns[0]).at;
  const base = { resource: id, at };
  // An account is a sufficient restriction if every alternative has it.
  const hasAccount = accounts.every(
    account =>
      account.kind === 'reference' ||
      (account.kind === 'scalar' && account.text !== ''),
  );
  if (hasAccount) {
    return { ...base, status: 'proven', message: `${id} names an account.` };
  }
  const open = some(
    arns.map(arn =>
      arn.kind === 'absent' ? true : testText(arn, isBroadSource),
    ),
  );
  if (open === undefined) {
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine the source of ${service} in ${id}.`,
    };
  }
  return open
    ? {
        ...base,
        status: 'violated',
        message: `${id} allows ${service} to call the function for any resource in any account.`,
      }
    : {
        ...base,
        status: 'proven',
        message: `${id} names the source of ${service}.`,
      };
}

/**
 * Whether an ARN names neither an account nor a resource. ARNs of S3 and some
 * other services have no account, so they must name the resource.
 */
function isBroadSource(arn: string): boolean {
  const [, , , , account = '*', ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (account === '') return /^[*?/]*$/.test(resource);
  // A resource type is not a name: targetgroup/* matches every target group.
  return /^[*?]+$/.test(account) && /^([a-z-]+[/:])?[*?/]*$/.test(resource);
}
