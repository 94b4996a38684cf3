import type { Value } from '@private-serverless/template';
import type { Severity } from '../rule';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import { groupBy } from '../template/groupBy';

/** A managed policy that an identity attaches. */
export type Attachment = {
  owner: Resource;
  /** Logical ID of the policy, if it is in the template. */
  policy?: string;
  at: Value['at'];
  status: 'proven' | 'violated' | 'unproven';
  /** Completes "Role …". */
  what: string;
  severity?: Severity;
};

const byArn = 'ManagedPolicyArns';
const identities: Array<[type: string, property: string]> = [
  ['AWS::IAM::Role', byArn],
  ['AWS::IAM::User', byArn],
  ['AWS::IAM::Group', byArn],
  ['AWS::SSO::PermissionSet', 'ManagedPolicies'],
];

const ofAws = /^arn:[^:]*:iam::aws:policy\/(.*)$/i;

/**
 * Policies of AWS that allow every action of one or more services, or read all data.
 *
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const wide =
  /(FullAccess(V2|_v2|-\w+)?|AdministratorAccess(-\w+)?|PowerUser(Access)?|ReadOnlyAccess|Administrator)$/;

/**
 * Policies of AWS for the role of a service. AWS limits them to what the service does for the role.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
const forServices =
  /^(service-role|aws-service-role)\/|^(job-function\/)?(AWSLambda\w*ExecutionRole|AWSX[Rr]ay(WriteOnlyAccess|DaemonWriteAccess)|CloudWatchAgentServerPolicy|CloudWatchLambdaInsightsExecutionRolePolicy|AmazonSSMManagedInstanceCore|AmazonEKS(Cluster|Service|WorkerNode|WorkerNodeMinimal|FargatePodExecutionRole)Policy|AmazonEKS_CNI_Policy|AmazonEKSVPCResourceController|AmazonEC2ContainerRegistry(ReadOnly|PullOnly)|SecurityAudit|ViewOnlyAccess)$/;

/** The managed policies that identities of a template attach. */
export type Attachments = {
  all: readonly Attachment[];
  /** By the logical ID of the identity. */
  byOwner: ReadonlyMap<string, readonly Attachment[]>;
  /** By the logical ID of the policy. */
  byPolicy: ReadonlyMap<string, readonly Attachment[]>;
};

/** The managed policies that identities of the template attach. */
export const attachmentsOf = oncePerTemplate((template): Attachments => {
  const all = [...collect(template)];
  return {
    all,
    byOwner: groupBy(all, ({ owner }) => owner.id),
    byPolicy: groupBy(all, ({ policy }) => policy),
  };
});

function* collect(template: Template): Iterable<Attachment> {
  for (const [type, property] of identities) {
    for (const owner of template.ofType(type)) {
      for (const value of template.items(template.property(owner, property))) {
        yield {
          owner,
          ...(value.kind === 'reference' && { policy: value.id }),
          at: value.at,
          ...assess(template, value),
        };
      }
    }
  }
}

function assess(
  template: Template,
  value: Value,
): Pick<Attachment, 'status' | 'what' | 'severity'> {
  if (value.kind === 'reference' && template.resource(value.id)) {
    return { status: 'proven', what: `attaches ${value.id} of this template` };
  }
  if (value.kind !== 'scalar') {
    const what = 'attaches a managed policy that cannot be determined';
    return { status: 'unproven', what };
  }
  const name = ofAws.exec(value.text.replace(/\$\{[^}]*\}/g, 'x'))?.[1];
  if (name === undefined) {
    const what = `attaches ${value.text}, which is not in this template`;
    return { status: 'unproven', what };
  }
  if (wide.test(name)) {
    return {
      status: 'violated',
      what: `attaches ${name}, which allows every action of a service or reads all data`,
    };
  }
  return forServices.test(name)
    ? {
        status: 'proven',
        what: `attaches ${name}, which AWS limits to a service`,
      }
    : {
        status: 'unproven',
        what: `attaches ${name}, a policy of AWS that the rule does not know`,
        severity: 'M',
      };
}
