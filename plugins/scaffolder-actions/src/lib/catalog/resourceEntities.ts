import { createHash } from 'node:crypto';
import type { StackResource } from '@private-serverless/stack';

/** On a Resource entity: the ARN of its stack. Marks the entities that recordOutputs created. */
export const ANNOTATION_RECORDED_FROM = 'private-serverless.dev/recorded-from';

/** On a Resource entity: the physical ID of the resource. */
export const ANNOTATION_PHYSICAL_ID = 'private-serverless.dev/physical-id';

/** A Resource entity for a resource of a stack. */
export type RecordedResource = {
  name: string;
  /** `spec.type` of the Resource. */
  type: string;
  title: string;
  description: string;
  annotations: Record<string, string>;
};

/** Resource types that get a Resource entity, with the entity's type and a name for its description. */
const recordedTypes: Record<string, { type: string; label: string }> = {
  'AWS::EC2::VPCEndpoint': { type: 'aws-vpc-endpoint', label: 'VPC endpoint' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    type: 'aws-load-balancer',
    label: 'Load balancer',
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    type: 'aws-target-group',
    label: 'Target group',
  },
  'AWS::ApiGateway::DomainName': {
    type: 'aws-custom-domain',
    label: 'Custom domain',
  },
  'AWS::ApiGateway::DomainNameV2': {
    type: 'aws-custom-domain',
    label: 'Private custom domain',
  },
  'AWS::DynamoDB::Table': {
    type: 'aws-dynamodb-table',
    label: 'DynamoDB table',
  },
  'AWS::S3::Bucket': { type: 'aws-s3-bucket', label: 'S3 bucket' },
};

/** The Resource entities of a stack, sorted by name. Omits resources that were deleted or never created. */
export function resourceEntitiesOf(options: {
  component: string;
  stackArn: string;
  stackName: string;
  resources: StackResource[];
}): RecordedResource[] {
  const { component, stackArn, stackName, resources } = options;
  return resources
    .flatMap(({ logicalId, physicalId, type, status }) => {
      const recorded = recordedTypes[type];
      const isThere =
        physicalId && !/^DELETE_COMPLETE$|^CREATE_FAILED$/.test(status);
      if (!recorded || !isThere) return [];
      return {
        name: resourceName(component, logicalId),
        type: recorded.type,
        title: `${component}: ${logicalId}`,
        description: `${recorded.label} of stack ${stackName}`,
        annotations: {
          [ANNOTATION_RECORDED_FROM]: stackArn,
          [ANNOTATION_PHYSICAL_ID]: physicalId,
        },
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const maxNameLength = 63;

/**
 * A valid entity name that stays the same in every deploy, such as `orders-items-table`. A name that would be longer than
 * 63 characters ends in a hash of the full name.
 */
export function resourceName(component: string, logicalId: string): string {
  const words = logicalId
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLocaleLowerCase('en-US');
  const name = `${component}-${words}`;
  if (name.length <= maxNameLength) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const start = name.slice(0, maxNameLength - hash.length - 1);
  return `${start.replace(/[-_.]+$/, '')}-${hash}`;
}
