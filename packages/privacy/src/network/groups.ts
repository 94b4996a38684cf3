import type { Node } from '@private-serverless/template';
import { placeOf } from '../rule';
import type { Resource, Template } from '../template/Template';
import { endpointsInUse } from './endpoints';
import type { Known } from './KnownNetwork';
import type { FactsGroup } from './NetworkFacts';
import { meaning, usesOf } from './uses';

/** A security group outside the template that a resource in use has, or why it is not known. */
export type UsedGroup = {
  group: Known<FactsGroup>;
  /** Who has it: a clause such as "Function uses sg-1". */
  subject: string;
  /** Logical ID of the first resource that has it. */
  resource: string;
  at: Pick<Node, 'path' | 'line'>;
  /** Whether it is the group of an endpoint. Endpoints open no connections, so its egress rules have no effect. */
  ofEndpoint: boolean;
  /** The advice if the group is not known, unless it is to describe the network. */
  fix?: string;
};

/** The security groups of resources in use that are not in the template, each once. */
export function outsideGroups(template: Template): UsedGroup[] {
  const seen = new Set<string>();
  return [
    ...ofResources(template),
    ...ofEndpoints(template),
    ...defaultGroups(template),
  ].filter(({ group, ofEndpoint }) => {
    const id = group.why ?? group.value.id;
    const key = `${id} ${ofEndpoint}`;
    return !seen.has(key) && seen.add(key);
  });
}

function ofResources(template: Template): UsedGroup[] {
  return usesOf(template).flatMap((use): UsedGroup[] => {
    if (use.kind !== 'group' || use.is === 'inside') return [];
    const base = {
      resource: use.user.id,
      at: use.at,
      ofEndpoint: use.user.lowerType === 'aws::ec2::vpcendpoint',
    };
    return use.is === 'outside'
      ? [
          {
            ...base,
            subject: `${use.user.id} uses ${use.id}`,
            group: template.network.group(use.id),
          },
        ]
      : [
          {
            ...base,
            subject: `${use.user.id} uses a security group`,
            group: { why: `its ID ${use.why}` },
          },
        ];
  });
}

function ofEndpoints(template: Template): UsedGroup[] {
  return endpointsInUse(template).flatMap(
    ({ endpoint, resource, at, subject }) => {
      const base = { resource, at, ofEndpoint: true };
      if (endpoint.why !== undefined) {
        return [{ ...base, subject, group: { why: endpoint.why } }];
      }
      const { id: endpointId, securityGroupIds, type } = endpoint.value;
      // Every interface endpoint has a group, so the list is not complete.
      if (type === 'Interface' && securityGroupIds.length === 0) {
        const why = `the network facts name no security group of ${endpointId}`;
        return [{ ...base, subject, group: { why } }];
      }
      return securityGroupIds.map(id => ({
        ...base,
        subject: `${subject} with ${id}`,
        group: template.network.group(id),
      }));
    },
  );
}

/** An interface endpoint or a load balancer without a group has the default group of its VPC. */
function defaultGroups(template: Template): UsedGroup[] {
  return [
    ...template.ofType('AWS::EC2::VPCEndpoint').filter(endpoint => {
      const isInterface = template
        .property(endpoint, 'VpcEndpointType')
        .some(type => type.kind === 'scalar' && type.text === 'Interface');
      return isInterface && isOutside(template, endpoint, 'VpcId', 'vpc');
    }),
    ...template
      .ofType('AWS::ElasticLoadBalancingV2::LoadBalancer')
      .filter(balancer => {
        const isApplication = template
          .property(balancer, 'Type')
          .some(
            type =>
              type.kind === 'absent' ||
              (type.kind === 'scalar' && type.text === 'application'),
          );
        return (
          isApplication && isOutside(template, balancer, 'Subnets', 'subnet')
        );
      }),
  ].flatMap(resource => {
    const name = /vpcendpoint$/i.test(resource.type)
      ? 'SecurityGroupIds'
      : 'SecurityGroups';
    const hasGroup = template
      .property(resource, name)
      .every(groups => template.items([groups]).length > 0);
    if (hasGroup) return [];
    return [
      {
        resource: resource.id,
        at: placeOf(resource),
        ofEndpoint: name === 'SecurityGroupIds',
        subject: `${resource.id} has no ${name}`,
        fix: `Set ${name}.`,
        group: {
          why: 'it therefore uses the default security group of an existing VPC',
        },
      },
    ];
  });
}

function isOutside(
  template: Template,
  resource: Resource,
  name: string,
  kind: 'vpc' | 'subnet',
): boolean {
  return template
    .items(template.property(resource, name))
    .some(value => meaning(template, kind, value).is !== 'inside');
}
