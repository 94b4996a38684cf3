import { createHash } from 'node:crypto';
import type { StackResource } from '@private-serverless/stack';

/** On a Resource entity: the ARN of the stack that recordOutputs read it from. Marks what recordOutputs made. */
export const ANNOTATION_RECORDED_FROM = 'private-serverless.dev/recorded-from';

/** On a Resource entity: the id that AWS gave the resource. */
export const ANNOTATION_PHYSICAL_ID = 'private-serverless.dev/physical-id';

/** A resource of a stack as the catalog names it. */
export type RecordedResource = {
  name: string;
  /** `spec.type` of the Resource. */
  type: string;
  title: string;
  description: string;
  annotations: Record<string, string>;
};

/** What people look for in a catalog, and what they call it. */
const recordedTypes: Record<string, { type: string; called: string }> = {
  'AWS::EC2::VPCEndpoint': { type: 'aws-vpc-endpoint', called: 'VPC endpoint' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    type: 'aws-load-balancer',
    called: 'Load balancer',
  },
  'AWS::DynamoDB::Table': {
    type: 'aws-dynamodb-table',
    called: 'DynamoDB table',
  },
  'AWS::S3::Bucket': { type: 'aws-s3-bucket', called: 'S3 bucket' },
};

/** The Resource entities of a stack's resources, by name; those that are gone or never came are left out. */
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
        description: `${recorded.called} of stack ${stackName}`,
        annotations: {
          [ANNOTATION_RECORDED_FROM]: stackArn,
          [ANNOTATION_PHYSICAL_ID]: physicalId,
        },
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const longestName = 63;

/**
 * A name that the catalog takes (letters, digits and single separators, at most 63), the same for the same resource
 * in every deploy: `orders-items-table`. What is too long ends in a hash of the whole.
 */
export function resourceName(component: string, logicalId: string): string {
  const words = logicalId
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLocaleLowerCase('en-US');
  const name = `${component}-${words}`;
  if (name.length <= longestName) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const start = name.slice(0, longestName - hash.length - 1);
  return `${start.replace(/[-_.]+$/, '')}-${hash}`;
}
