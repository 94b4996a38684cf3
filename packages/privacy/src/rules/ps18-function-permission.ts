import { some, textFact } from '../policy/statement';
import { Observation, Rule, whyNot } from '../rule';
import { Resource, Template } from '../template/template';

/** PS18: permissions of functions name who calls, and for an AWS service on behalf of what. */
export const functionPermission: Rule = {
  id: 'PS18',
  title: 'Function permissions name their caller',
  severity: 'H',
  why: "A permission for a service without a source lets anybody's API, bucket or rule in any account call the function.",
  fix: 'Name the principal, and for a service the SourceArn (or SourceAccount) it may act for.',
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
              message: `${permission.id} lets anybody call the function.`,
            };
          } else if (/\.amazonaws\.com|\.\$\{AWS::URLSuffix\}/i.test(text)) {
            yield judgeSource(template, permission, text);
          } else {
            yield {
              ...base,
              status: 'proven',
              message: `${permission.id} names ${text}.`,
            };
          }
        } else {
          yield {
            ...base,
            status: principal.kind === 'reference' ? 'proven' : 'unproven',
            message: `Who calls by ${permission.id} is not known: it ${whyNot(
              principal,
            )}.`,
          };
        }
      }
    }
  },
};

function judgeSource(
  template: Template,
  permission: Resource,
  service: string,
): Observation {
  const { id } = permission;
  const arns = template.property(permission, 'SourceArn');
  const accounts = template.property(permission, 'SourceAccount');
  const at = (arns.find(({ kind }) => kind !== 'absent') ?? arns[0]).at;
  const base = { resource: id, at };
  // An account bounds by itself; every alternative must have it.
  const bounded = accounts.every(
    account =>
      account.kind === 'reference' ||
      (account.kind === 'scalar' && account.text !== ''),
  );
  if (bounded) {
    return { ...base, status: 'proven', message: `${id} names an account.` };
  }
  const open = some(
    arns.map(arn =>
      arn.kind === 'absent' ? true : textFact(arn, isBroadSource),
    ),
  );
  if (open === undefined) {
    return {
      ...base,
      status: 'unproven',
      message: `What ${service} acts for in ${id} is not known.`,
    };
  }
  return open
    ? {
        ...base,
        status: 'violated',
        message: `${id} lets ${service} call for anything in any account.`,
      }
    : {
        ...base,
        status: 'proven',
        message: `${id} names what ${service} acts for.`,
      };
}

/** Whether an ARN leaves both the account and the resource open. S3's and others' ARNs have no account, so their resource must be named. */
function isBroadSource(arn: string): boolean {
  const [, , , , account = '*', ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (account === '') return /^[*?/]*$/.test(resource);
  // A type of resource is no name yet: targetgroup/* is every target group.
  return /^[*?]+$/.test(account) && /^([a-z-]+[/:])?[*?/]*$/.test(resource);
}
