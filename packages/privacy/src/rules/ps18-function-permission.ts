import { cloudFront } from '../policy/distributions';
import { observePolicies } from '../exposure/policies';
import { isSpecificArn } from '../policy/specific';
import { some, testText } from '../policy/statement';
import { Observation, placeOf, Rule, whyUnknown } from '../rule';
import { Resource, Template } from '../template/Template';

/** Services for which skills of everybody call a function. */
const alexa = /^alexa-[a-z]+\.amazon\.com$/i;

/**
 * Elastic Load Balancing registers a function as a target only in the account of the target group.
 *
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
const callsFromOwnAccount = /^elasticloadbalancing\.amazonaws\.com(\.cn)?$/i;

/** PS18: function permissions name their principal, and for an AWS service also its source. */
export const functionPermission: Rule = {
  id: 'PS18',
  title: 'Function permissions name their caller',
  severity: 'H',
  why: 'If a permission for a service has no source, an API, bucket or rule in any AWS account can call the function.',
  fix: 'Name the principal, and for a service also the SourceArn or SourceAccount.',
  *check(template) {
    for (const policy of template.ofType('AWS::Lambda::ResourcePolicy')) {
      yield* observePolicies(
        template,
        policy,
        template.property(policy, 'PolicyDocument'),
        { services: 'H' },
      );
    }
    for (const permission of template.ofType(
      'AWS::Lambda::Permission',
      'AWS::Lambda::LayerVersionPermission',
    )) {
      for (const principal of template.property(permission, 'Principal')) {
        const base = { resource: permission.id, at: principal.at };
        if (principal.kind === 'scalar') {
          const text = principal.text.trim();
          if (/^\*+$/.test(text)) {
            yield ['PrincipalOrgID', 'OrganizationId'].some(name =>
              hasValue(template, permission, name),
            )
              ? {
                  ...base,
                  status: 'proven',
                  message: `${permission.id} names an organization.`,
                }
              : {
                  ...base,
                  status: 'violated',
                  message: `${permission.id} allows everyone to ${
                    /layer/i.test(permission.type)
                      ? 'use the layer'
                      : 'call the function'
                  }.`,
                };
          } else if (alexa.test(text)) {
            yield assessSkill(template, permission, text);
          } else if (cloudFront.test(text)) {
            yield {
              ...base,
              status: 'violated',
              message: `${permission.id} allows ${text} to call the function, so a distribution publishes it on the internet.`,
              fix: 'Remove the permission and the function URL. Clients in the private network call the API.',
            };
          } else if (callsFromOwnAccount.test(text)) {
            yield {
              ...base,
              status: 'proven',
              message: `${permission.id} names ${text}, which calls functions of its own account only.`,
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

function assessSkill(
  template: Template,
  permission: Resource,
  service: string,
): Observation {
  const { id } = permission;
  const base = { resource: id, at: placeOf(permission) };
  return hasValue(template, permission, 'EventSourceToken')
    ? {
        ...base,
        status: 'proven',
        message: `${id} names the skill of ${service}.`,
      }
    : {
        ...base,
        status: 'violated',
        message: `${id} allows ${service} to call the function for every skill.`,
        fix: 'Set EventSourceToken to the ID of the skill.',
      };
}

/** Whether each alternative of a property has a value that is known to be one. */
function hasValue(
  template: Template,
  permission: Resource,
  property: string,
): boolean {
  return template
    .property(permission, property)
    .every(
      value =>
        value.kind === 'reference' ||
        (value.kind === 'scalar' && value.text !== ''),
    );
}

function assessSource(
  template: Template,
  permission: Resource,
  service: string,
): Observation {
  const { id } = permission;
  const arns = template.property(permission, 'SourceArn');
  const at = (arns.find(({ kind }) => kind !== 'absent') ?? arns[0]).at;
  const base = { resource: id, at };
  // An account is a sufficient restriction if every alternative has it.
  if (hasValue(template, permission, 'SourceAccount')) {
    return { ...base, status: 'proven', message: `${id} names an account.` };
  }
  const open = some(
    arns.map(arn =>
      arn.kind === 'absent'
        ? true
        : testText(arn, text => !isSpecificArn(text)),
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
